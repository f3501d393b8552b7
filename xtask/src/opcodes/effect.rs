//! Stack effects: the notation, and what it comes to in Rust.
//!
//! ```text
//! effect := '(' items '--' items ')'
//! items  := [item (',' item)*]
//! item   := name ['[' value ']' | 'if' '(' value ')']
//! value  := sums of products, shifts and masks of `oparg` and numbers, as in C; at the outside one `==`, looser than all as in Rust
//! ```

/// A number of items: those that are always there, and expressions in `oparg` for the others.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Count {
    fixed: u32,
    terms: Vec<String>,
}

/// Items taken, and items put back.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Effect {
    takes: Count,
    puts: Count,
}

impl Effect {
    /// Reads an effect from the beginning of the text. Returns it and the text behind it.
    pub(super) fn parse(text: &str) -> Result<(Effect, &str), String> {
        let inside = text.strip_prefix('(').ok_or("expected an effect, such as (value -- )")?;
        let end = closing(inside).ok_or("the effect has no closing parenthesis")?;
        let (inside, rest) = (&inside[..end], &inside[end + 1..]);
        let (takes, puts) = inside.split_once("--").ok_or("the effect has no --")?;
        Ok((Effect { takes: Count::parse(takes)?, puts: Count::parse(puts)? }, rest))
    }

    /// Whether both take the same items.
    pub(super) fn takes_same(&self, other: &Effect) -> bool {
        self.takes == other.takes
    }

    /// Rust: an array of what is taken, what is put back, and what is put back where the jump is taken.
    pub(super) fn rust(&self, jump: Option<&Effect>) -> String {
        format!("[{}, {}, {}]", self.takes.rust(), self.puts.rust(), jump.unwrap_or(self).puts.rust())
    }
}

impl Count {
    fn parse(items: &str) -> Result<Count, String> {
        let mut count = Count::default();
        for item in items.split(',').map(str::trim) {
            if let Some((name, value)) = item.strip_suffix(']').and_then(|it| it.split_once('[')) {
                check_name(name)?;
                let value = Value::parse(value)?;
                match value.text.parse::<u32>() {
                    Ok(number) => count.fixed = count.fixed.saturating_add(number),
                    Err(_) => count.terms.push(value.as_term()),
                }
            } else if let Some((name, value)) = item.split_once(" if ") {
                check_name(name)?;
                let value = value.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
                count.terms.push(Value::parse(value.ok_or("a condition stands in parentheses")?)?.as_condition());
            } else if !item.is_empty() {
                check_name(item)?;
                count.fixed += 1;
            } else if items.trim() != "" {
                return Err("an item is missing beside a comma".to_owned());
            }
        }
        Ok(count)
    }

    fn rust(&self) -> String {
        let mut terms = self.terms.clone();
        if self.fixed > 0 || terms.is_empty() {
            terms.push(self.fixed.to_string());
        }
        terms.join(" + ")
    }
}

fn check_name(name: &str) -> Result<(), String> {
    let fits = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits { Ok(()) } else { Err(format!("`{name}` is no name of a stack item")) }
}

/// Where the parenthesis is that closes one before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.bytes().position(|byte| {
        depth += i32::from(byte == b'(') - i32::from(byte == b')');
        depth == 0
    })
}

/// An expression in `oparg`, whose text means the same in Rust.
struct Value {
    text: String,
}

impl Value {
    fn parse(text: &str) -> Result<Value, String> {
        let tokens = tokens(text)?;
        let mut rest = tokens.as_slice();
        comparison(&mut rest)?;
        if let Some(token) = rest.first() {
            return Err(format!("`{token}` was not expected in `{text}`"));
        }
        let text = tokens.join(" ").replace("( ", "(").replace(" )", ")");
        Ok(Value { text })
    }

    fn as_term(&self) -> String {
        if self.text == "oparg" { self.text.clone() } else { format!("({})", self.text) }
    }

    fn as_condition(&self) -> String {
        let text = &self.text;
        if text.contains("==") { format!("({text}) as i64") } else { format!("({text} != 0) as i64") }
    }
}

/// Operators from loose to tight; C and Rust agree on these.
const LEVELS: &[&[&str]] = &[&["&"], &["<<", ">>"], &["+", "-"], &["*"]];

fn comparison(rest: &mut &[&str]) -> Result<(), String> {
    binary(rest, LEVELS)?;
    match rest.split_first() {
        Some((&"==", behind)) => {
            *rest = behind;
            binary(rest, LEVELS)
        }
        _ => Ok(()),
    }
}

fn binary(rest: &mut &[&str], levels: &[&[&str]]) -> Result<(), String> {
    let Some((operators, tighter)) = levels.split_first() else { return primary(rest) };
    binary(rest, tighter)?;
    while let Some((operator, behind)) = rest.split_first()
        && operators.contains(operator)
    {
        *rest = behind;
        binary(rest, tighter)?;
    }
    Ok(())
}

fn primary(rest: &mut &[&str]) -> Result<(), String> {
    let (token, behind) = rest.split_first().ok_or("an expression ends too early")?;
    *rest = behind;
    if *token == "(" {
        comparison(rest)?;
        let (")", behind) = rest.split_first().map_or(("", *rest), |(token, behind)| (*token, behind)) else {
            return Err("a parenthesis is not closed".to_owned());
        };
        *rest = behind;
        return Ok(());
    }
    let number =
        token.strip_prefix("0x").map_or_else(|| token.parse::<u32>().is_ok(), |hex| u32::from_str_radix(hex, 16).is_ok());
    if number || *token == "oparg" { Ok(()) } else { Err(format!("`{token}` is neither a number nor `oparg`")) }
}

fn tokens(text: &str) -> Result<Vec<&str>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let len = match (first, word) {
            (_, 1..) => word,
            ('=' | '<' | '>', 0) => 2,
            ('(' | ')' | '*' | '+' | '-' | '&', 0) => 1,
            _ => return Err(format!("`{first}` cannot stand in an expression")),
        };
        let token = rest.get(..len).ok_or_else(|| format!("`{text}` is cut short"))?;
        tokens.push(token);
        rest = rest[len..].trim_start();
    }
    Ok(tokens)
}
