//! Minimising: bytes are dropped as long as the difference remains.

/// The smallest stream that greedy dropping finds for which `remains` still holds: ever shorter ranges first, then single bytes set to
/// zero.
pub(crate) fn minimise<E>(mut bytes: Vec<u8>, mut remains: impl FnMut(&[u8]) -> Result<bool, E>) -> Result<Vec<u8>, E> {
    let mut length = bytes.len() / 2;
    while length > 0 {
        let before = bytes.len();
        let mut at = 0;
        while at < bytes.len() {
            let end = (at + length).min(bytes.len());
            let shorter = [&bytes[..at], &bytes[end..]].concat();
            if remains(&shorter)? { bytes = shorter } else { at += length }
        }
        // Another round of the same length as long as it helps.
        if length > 1 || bytes.len() == before {
            length /= 2;
        }
    }
    for at in 0..bytes.len() {
        let mut simpler = bytes.clone();
        simpler[at] = 0;
        if bytes[at] != 0 && remains(&simpler)? {
            bytes = simpler;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::minimise;

    #[test]
    fn what_matters_stays() {
        let remains = |bytes: &[u8]| Ok::<_, ()>(bytes.contains(&7) && bytes.len() >= 2);
        assert_eq!(minimise((0..100).collect(), remains), Ok(vec![7, 0]));
    }
}
