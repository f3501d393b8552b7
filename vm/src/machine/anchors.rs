//! Which part of an expression the marks below a line of source point at: as `traceback.py` finds it in the syntax tree, here from the tokens outside of
//! brackets.

/// A token outside of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// A name, number or string.
    Atom,
    /// A word that makes the expression none of arithmetic.
    Keyword,
    /// An operator of arithmetic: its place, its length, how tightly it binds.
    Operator(usize, usize, u8),
    /// Brackets after something, from the opening one on.
    Subscript(usize),
    /// Parentheses after something, from the opening one on.
    Call(usize),
    /// Brackets of their own.
    Group,
    Dot,
    Other,
}

/// The operator of an expression, or the brackets of a subscript, or (3.13) of a call: first byte, and the byte behind the last.
pub(crate) fn scan(text: &str, minor: u8) -> Option<(usize, usize)> {
    let tokens = tokens(text)?;
    if tokens.iter().any(|it| matches!(it, Token::Keyword | Token::Other)) {
        return None;
    }
    let mut root: Option<(usize, usize, u8)> = None;
    let mut unary = false;
    for (at, token) in tokens.iter().enumerate() {
        let Token::Operator(place, len, tightness) = *token else { continue };
        let binary = at > 0 && !matches!(tokens[at - 1], Token::Operator(..));
        if !binary {
            unary |= root.is_none();
            continue;
        }
        // The one that binds least; of equal ones the last, but of powers the first.
        if root.is_none_or(|it| tightness < it.2 || tightness == it.2 && tightness != POWER) {
            root = Some((place, len, tightness));
        }
    }
    if let Some((place, len, _)) = root {
        return Some((place, place + len));
    }
    if unary {
        return None;
    }
    match tokens.last() {
        Some(&Token::Subscript(at)) => Some((at, text.trim_end().len())),
        Some(&Token::Call(at)) if minor >= 13 => Some((at, text.trim_end().len())),
        _ => None,
    }
}

/// Whether the text of an operation, with what is before and behind it in its lines, is `return name(...)` or `name = ...(...)`: their marks would
/// tell nothing (3.13).
pub(crate) fn is_plain_call(before: &str, text: &str, after: &str) -> bool {
    let after = after.trim_start();
    if !after.is_empty() && !after.starts_with([';', '#']) {
        return false;
    }
    let is_name = |it: &str| {
        !it.is_empty()
            && !it.starts_with(|it: char| it.is_ascii_digit())
            && it.chars().all(|it| it == '_' || it.is_alphanumeric())
    };
    let Some(tokens) = tokens(text) else { return false };
    let [callee @ .., Token::Call(at)] = tokens.as_slice() else { return false };
    match before.trim() {
        "return" => callee.len() == 1 && text.get(..*at).is_some_and(is_name),
        before => {
            let target = before.strip_suffix('=').is_some_and(|it| is_name(it.trim_end()));
            target && !callee.iter().any(|it| matches!(it, Token::Operator(..) | Token::Keyword | Token::Other))
        }
    }
}

/// How tightly `**` binds.
const POWER: u8 = 7;

fn tokens(text: &str) -> Option<Vec<Token>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        match byte {
            b' ' | b'\t' | b'\n' | b'\\' => at += 1,
            b'#' => break,
            b'\'' | b'"' => {
                at = string(bytes, at)?;
                tokens.push(Token::Atom);
            }
            b'(' | b'[' | b'{' => {
                at = brackets(bytes, at)?;
                let follows = matches!(tokens.last(), Some(Token::Atom | Token::Group | Token::Call(_) | Token::Subscript(_)));
                tokens.push(match byte {
                    b'(' if follows => Token::Call(start),
                    b'[' if follows => Token::Subscript(start),
                    _ => Token::Group,
                });
            }
            b'.' if !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                at += 1;
                tokens.push(Token::Dot);
            }
            b'0'..=b'9' | b'.' => {
                while bytes.get(at).is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'.' || *it == b'_') {
                    at += 1;
                    if matches!(bytes[at - 1], b'e' | b'E')
                        && matches!(bytes.get(at), Some(b'+' | b'-'))
                        && !text[start..].starts_with("0x")
                    {
                        at += 1;
                    }
                }
                tokens.push(Token::Atom);
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => {
                while bytes.get(at).is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_' || *it >= 0x80) {
                    at += 1;
                }
                let word = &text[start..at];
                if matches!(bytes.get(at), Some(b'\'' | b'"')) && word.len() <= 2 {
                    continue;
                }
                let keyword = matches!(
                    word,
                    "and"
                        | "or"
                        | "not"
                        | "in"
                        | "is"
                        | "if"
                        | "else"
                        | "lambda"
                        | "await"
                        | "for"
                        | "yield"
                        | "return"
                        | "raise"
                        | "assert"
                        | "from"
                        | "import"
                        | "with"
                        | "del"
                        | "while"
                        | "class"
                        | "def"
                        | "as"
                        | "async"
                        | "global"
                        | "pass"
                        | "try"
                );
                if tokens.last() == Some(&Token::Dot) {
                    tokens.pop();
                    // An attribute belongs to what it is of.
                    if !tokens.is_empty() {
                        tokens.push(Token::Atom);
                    }
                } else {
                    tokens.push(if keyword { Token::Keyword } else { Token::Atom });
                }
            }
            b'|' | b'^' | b'&' | b'<' | b'>' | b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'~' => {
                let two = bytes.get(at + 1) == Some(&byte) && matches!(byte, b'<' | b'>' | b'*' | b'/');
                let tightness = match (byte, two) {
                    (b'|', _) => 1,
                    (b'^', _) => 2,
                    (b'&', _) => 3,
                    (b'<' | b'>', true) => 4,
                    (b'+' | b'-', _) => 5,
                    (b'*', true) => POWER,
                    (b'*' | b'/' | b'%' | b'@', _) => 6,
                    (b'~', _) => 8,
                    _ => 0,
                };
                let len = 1 + usize::from(two);
                if tightness == 0 || bytes.get(at + len) == Some(&b'=') {
                    tokens.push(Token::Other);
                } else {
                    tokens.push(Token::Operator(at, len, tightness));
                }
                at += len;
            }
            _ => {
                tokens.push(Token::Other);
                at += 1;
            }
        }
    }
    Some(tokens)
}

/// Behind a string that begins at a quote.
fn string(bytes: &[u8], at: usize) -> Option<usize> {
    let quote = bytes[at];
    let triple = bytes.get(at + 1) == Some(&quote) && bytes.get(at + 2) == Some(&quote);
    let mut at = at + if triple { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == quote && !triple => return Some(at + 1),
            _ if byte == quote && bytes.get(at + 1) == Some(&quote) && bytes.get(at + 2) == Some(&quote) => return Some(at + 3),
            _ => at += 1,
        }
    }
    None
}

/// Behind the bracket that closes one.
fn brackets(bytes: &[u8], at: usize) -> Option<usize> {
    let mut open = 0usize;
    let mut at = at;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\'' | b'"' => {
                at = string(bytes, at)?;
                continue;
            }
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => {
                open = open.checked_sub(1)?;
                if open == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}
