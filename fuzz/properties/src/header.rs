//! A header that is read is written back as it was; stamping changes the stamp alone.

use pyc_marshal::{Header, Magic, Mode, Stamping};

/// Holds for any bytes.
pub fn run(data: &[u8]) {
    if let Some(bytes) = data.first_chunk() {
        let magic = Magic::new(*bytes);
        assert_eq!(Magic::from_number(magic.number()).number(), magic.number());
        let _ = (format!("{magic:?}"), magic.row(), magic.is_unicode_variant());
    }
    for mode in [Mode::Strict, Mode::Lenient] {
        match Header::parse(data, mode) {
            Ok((header, layout)) => {
                let mut copy = Vec::new();
                header.write(layout, &mut copy).expect("a header that was read fits its version");
                assert_eq!(Some(&*copy), data.get(..layout.header.len()));
                for stamping in
                    [Stamping::Keep, Stamping::Time(0), Stamping::Clamp(1), Stamping::Hash { source: data, checked: true }]
                {
                    let Ok(stamped) = stamping.apply(header, layout) else { continue };
                    assert_eq!(stamped.magic, header.magic);
                    let mut bytes = Vec::new();
                    stamped.write(layout, &mut bytes).expect("a stamp that was applied fits");
                    assert_eq!(Header::parse(&bytes, mode).map(|(header, _)| header), Ok(stamped));
                }
            }
            Err(error) => assert!(error.offset <= data.len(), "{error:?}"),
        }
    }
}
