//! `format`, `str.format`, `%`: the kernels' work, on objects.

use crate::builtin::prelude::*;
use crate::format::percent::{self, Part, Size};
use crate::format::template::{self, First, Numbering, Step};
use crate::format::{Formatted, Kind, Piece, Spec, format_complex, format_float, format_int, pad_str};
use crate::inst::Conversion;
use crate::number::{Int, Text as Kernel};
use crate::text::Builder;

/// The arguments of `str.format`.
struct Arguments<'a> {
    positional: &'a [Value],
    names: &'a [Id<Str>],
    keywords: &'a [Value],
    /// Of `str.format_map`.
    mapping: Value,
}

fn push(out: &mut Builder, formatted: &Formatted) {
    for piece in formatted.pieces() {
        match piece {
            Piece::Fill(point, times) => out.push_times(point, times),
            Piece::Text(text) => out.push_str(text),
        }
    }
}

impl Vm {
    /// `format(value, spec)`.
    pub(crate) fn format(&mut self, value: Value, spec: Value) -> Outcome {
        let plain =
            matches!(value, Value::Int(_) | Value::Str(_) | Value::Float(_) | Value::Bool(_) | Value::Big(_) | Value::Complex(_));
        if plain {
            if let Some(text) = self.quick_format(value, spec) {
                return Ok(text);
            }
            let spec = self.native(spec);
            return self.format_native(value, spec);
        }
        let method = self.lookup(self.class_of(value), self.names.format).unwrap_or_default();
        let result = self.call_special_sync(method, value, &[spec])?;
        match self.native(result) {
            Value::Str(_) => Ok(result),
            _ => {
                let class = self.class_name(result);
                Err(self.type_error(format!("__format__ must return a str, not {class}")))
            }
        }
    }

    /// What `int.__format__` and its like do.
    pub(crate) fn format_native(&mut self, value: Value, spec: Value) -> Outcome {
        let Value::Str(spec_id) = self.native(spec) else {
            let class = self.class_name(spec);
            return Err(self.type_error(format!("__format__() argument must be str, not {class}")));
        };
        if self.heap.strs[spec_id].view().len() == 0 {
            return self.to_str(value);
        }
        let kind = match value {
            Value::Str(_) => Kind::Str,
            Value::Float(_) => Kind::Float,
            Value::Complex(_) => Kind::Complex,
            _ => Kind::Int,
        };
        let (name, minor, limit, characters) = (self.class_name(value), self.minor(), self.int_max_digits, self.characters());
        let parsed = Spec::parse(self.kernel_text(spec), kind, &name, minor, &characters);
        let parsed = self.checked(parsed)?;
        let mut out = Builder::default();
        match kind {
            Kind::Str => {
                let padding = pad_str(&parsed, self.view(value).len(), &name, minor);
                let padding = self.checked(padding)?;
                self.charge(padding.len() as u64 / 64, padding.len())?;
                out.push_times(padding.fill, padding.left);
                out.push_view(self.view(value).part(0, padding.kept));
                out.push_times(padding.fill, padding.right);
            }
            Kind::Int => {
                let it = self.int_of(value);
                let formatted = format_int(&it, &parsed, &name, limit, minor);
                let formatted = self.checked(formatted)?;
                self.charge(formatted.len() as u64 / 64, formatted.len())?;
                push(&mut out, &formatted);
            }
            Kind::Float => {
                let it = self.float_of(value);
                self.charge(parsed.float_bound() as u64 / 64, parsed.float_bound())?;
                let formatted = self.checked(format_float(it, &parsed, &name))?;
                self.charge(0, formatted.len())?;
                push(&mut out, &formatted);
            }
            Kind::Complex => {
                let it = self.complex_of(value);
                self.charge(parsed.float_bound() as u64 / 64, parsed.float_bound())?;
                let formatted = self.checked(format_complex(it, &parsed, &name))?;
                self.charge(0, formatted.len())?;
                push(&mut out, &formatted);
            }
        }
        Ok(self.text(out.finish()))
    }

    /// `str`, `repr`, `ascii` or nothing, as a conversion says.
    pub(crate) fn convert(&mut self, value: Value, conversion: Conversion) -> Outcome {
        match conversion {
            Conversion::None => Ok(value),
            Conversion::Str => self.to_str(value),
            Conversion::Repr => self.repr(value),
            Conversion::Ascii => self.ascii(value),
        }
    }

    /// A field of an f-string.
    pub(crate) fn format_value(&mut self, value: Value, spec: Value, conversion: Conversion) -> Outcome {
        let value = self.convert(value, conversion)?;
        match (value, spec) {
            (Value::Str(_), Value::Unbound) => Ok(value),
            (Value::Int(_) | Value::Float(_), Value::Unbound) => self.repr(value),
            (_, Value::Unbound) => {
                let empty = Value::Str(self.empty_str);
                self.format(value, empty)
            }
            _ => self.format(value, spec),
        }
    }

    /// `str.format(*args, **kwargs)`; the string comes first.
    pub(crate) fn str_format(&mut self, args: &[Value], names: &[Id<Str>]) -> Outcome {
        let (positional, keywords) = args[1..].split_at(args.len() - 1 - names.len());
        if let Some(text) = self.quick_template(args[0], positional, names, keywords) {
            return self.formatted(text);
        }
        let arguments = Arguments { positional, names, keywords, mapping: Value::Unbound };
        self.format_template(args[0], &arguments)
    }

    /// `str.format_map(mapping)`.
    pub(crate) fn str_format_map(&mut self, text: Value, mapping: Value) -> Outcome {
        self.format_template(text, &Arguments { positional: &[], names: &[], keywords: &[], mapping })
    }

    fn format_template(&mut self, text: Value, arguments: &Arguments<'_>) -> Outcome {
        let points: Vec<u32> = self.view(text).points().collect();
        let mut out = Builder::default();
        let mut numbering = Numbering::default();
        self.write_template(&points, 0..points.len(), arguments, &mut numbering, template::MAX_DEPTH, &mut out)?;
        Ok(self.text(out.finish()))
    }

    /// `_string.formatter_parser(text)`: tuples of literal, field name, specification, conversion.
    pub(crate) fn formatter_parser(&mut self, text: Value) -> Outcome {
        let points: Vec<u32> = self.view(text).points().collect();
        let part = |vm: &mut Vm, range: core::ops::Range<usize>| {
            vm.text(crate::text::Text::from_code_points(points[range].iter().copied()))
        };
        let list = self.add(List::default());
        for it in template::Template::new(Kernel::Four(&points)) {
            let it = self.checked(it)?;
            let literal = part(self, it.literal);
            let row = match it.field {
                None => self.tuple(&[literal, Value::None, Value::None, Value::None]),
                Some(field) => {
                    let (name, spec) = (part(self, field.name), part(self, field.spec));
                    let conversion = field.conversion.map_or(Value::None, |it| self.char(it));
                    self.tuple(&[literal, name, spec, conversion])
                }
            };
            self.extend(list, &[row]);
        }
        self.iter(Value::List(list))
    }

    /// `_string.formatter_field_name_split(text)`: what the name begins with, and an iterator over the steps.
    pub(crate) fn formatter_split(&mut self, text: Value) -> Outcome {
        let points: Vec<u32> = self.view(text).points().collect();
        let characters = self.characters();
        let kernel = Kernel::Four(&points);
        let (first, steps) = self.checked(template::split_name(kernel, 0..points.len(), &characters))?;
        let part = |vm: &mut Vm, range: core::ops::Range<usize>| {
            vm.text(crate::text::Text::from_code_points(points[range].iter().copied()))
        };
        let first = match first {
            First::Next => Value::Str(self.empty_str),
            First::Index(at) => Value::Int(at as i64),
            First::Name(range) => part(self, range),
        };
        let list = self.add(List::default());
        for step in steps {
            let row = match self.checked(step)? {
                Step::Attribute(range) => [Value::bool(true), part(self, range)],
                Step::Index(at) => [Value::bool(false), Value::Int(at as i64)],
                Step::Key(range) => [Value::bool(false), part(self, range)],
            };
            let row = self.tuple(&row);
            self.extend(list, &[row]);
        }
        let iter = self.iter(Value::List(list))?;
        Ok(self.tuple(&[first, iter]))
    }

    fn write_template(
        &mut self,
        points: &[u32],
        range: core::ops::Range<usize>,
        arguments: &Arguments<'_>,
        numbering: &mut Numbering,
        depth: usize,
        out: &mut Builder,
    ) -> Result<(), Raised> {
        if depth == 0 {
            return Err(self.fail(template::too_deep()));
        }
        let text = Kernel::Four(points);
        for part in template::Template::within(text, range) {
            let part = self.checked(part)?;
            points[part.literal].iter().for_each(|it| out.push(*it));
            let Some(field) = part.field else { continue };
            let mut value = self.template_value(text, points, field.name, arguments, numbering)?;
            if let Some(conversion) = field.conversion {
                value = match char::from_u32(conversion) {
                    Some('s') => self.to_str(value)?,
                    Some('r') => self.repr(value)?,
                    Some('a') => self.ascii(value)?,
                    _ => return Err(self.fail(template::unknown_conversion(conversion))),
                };
            }
            let mut spec = Builder::default();
            if field.nested {
                self.write_template(points, field.spec, arguments, numbering, depth - 1, &mut spec)?;
            } else {
                points[field.spec].iter().for_each(|it| spec.push(*it));
            }
            let spec = self.text(spec.finish());
            let made = self.format(value, spec)?;
            self.charge(1, self.view(made).len())?;
            out.push_view(self.view(made));
        }
        Ok(())
    }

    fn template_value(
        &mut self,
        text: Kernel<'_>,
        points: &[u32],
        name: core::ops::Range<usize>,
        arguments: &Arguments<'_>,
        numbering: &mut Numbering,
    ) -> Outcome {
        let characters = self.characters();
        let (first, steps) = self.checked(template::split_name(text, name, &characters))?;
        let number = self.checked(numbering.number(&first))?;
        let string = |vm: &mut Vm, range: core::ops::Range<usize>| {
            vm.intern_text(crate::text::Text::from_code_points(points[range].iter().copied()))
        };
        let mut value = match (number, first) {
            (Some(number), _) => {
                if !arguments.mapping.is_unbound() {
                    return Err(self.fail(template::positional()));
                }
                match arguments.positional.get(number) {
                    Some(&value) => value,
                    None => return Err(self.fail(template::out_of_range(number))),
                }
            }
            (None, First::Name(range)) => {
                let name = string(self, range);
                if arguments.mapping.is_unbound() {
                    let found = arguments.names.iter().position(|&it| self.heap.strs[it].view() == self.heap.strs[name].view());
                    match found.and_then(|at| arguments.keywords.get(at)) {
                        Some(&value) => value,
                        None => return Err(self.key_error(Value::Str(name))),
                    }
                } else {
                    self.get_item(arguments.mapping, Value::Str(name))?
                }
            }
            (None, _) => Value::None,
        };
        for step in steps {
            value = match self.checked(step)? {
                Step::Attribute(range) => {
                    let name = string(self, range);
                    self.get_attr(value, name)?
                }
                Step::Index(at) => self.get_item(value, Value::Int(at as i64))?,
                Step::Key(range) => {
                    let key = string(self, range);
                    self.get_item(value, Value::Str(key))?
                }
            };
        }
        Ok(value)
    }

    /// `text % args`.
    pub(crate) fn percent_format(&mut self, text: Id<Str>, args: Value) -> Outcome {
        if let Some(text) = self.quick_percent(text, args) {
            return self.formatted(text);
        }
        let points: Vec<u32> = self.heap.strs[text].view().points().collect();
        let out = self.percent(Kernel::Four(&points), &points, args, false)?;
        Ok(self.text(out.finish()))
    }

    /// `data % args`.
    pub(crate) fn percent_format_bytes(&mut self, data: Id<crate::object::Bytes>, args: Value) -> Outcome {
        let data = self.heap.bytes_objects[data].data.to_vec();
        let points: Vec<u32> = data.iter().map(|it| u32::from(*it)).collect();
        let out = self.percent(Kernel::Bytes(&data), &points, args, true)?;
        let made = out.finish();
        let data: Vec<u8> = made.view().points().map(|it| it as u8).collect();
        Ok(self.bytes(data))
    }

    fn percent(&mut self, text: Kernel<'_>, points: &[u32], args: Value, bytes: bool) -> Result<Builder, Raised> {
        let native = self.native(args);
        let tuple = match native {
            Value::Tuple(_) => Some(self.items(native)),
            _ => None,
        };
        let mapping = tuple.is_none() && !matches!(native, Value::Str(_)) && {
            let class = self.class_of(args);
            self.lookup(class, self.names.getitem).is_some()
        };
        let mut given = tuple.clone().unwrap_or_else(|| vec![args]).into_iter();
        let mut used_key = false;
        let (mut out, mut charged) = (Builder::default(), 0);
        for part in percent::Template::new(text, mapping) {
            let mut field = match self.checked(part)? {
                Part::Literal(range) => {
                    points[range].iter().for_each(|it| out.push(*it));
                    continue;
                }
                Part::Field(field) => field,
            };
            let keyed = match &field.key {
                Some(range) => {
                    let key = crate::text::Text::from_code_points(points[range.clone()].iter().copied());
                    let key = if bytes {
                        let data: Vec<u8> = points[range.clone()].iter().map(|it| *it as u8).collect();
                        self.bytes(data)
                    } else {
                        Value::Str(self.intern_text(key))
                    };
                    used_key = true;
                    Some(self.get_item(args, key)?)
                }
                None => None,
            };
            if let Some(value) = keyed {
                given = vec![value].into_iter();
            }
            for star in 0..2 {
                let size = if star == 0 { field.width } else { field.precision };
                if size != Size::Star {
                    continue;
                }
                let Some(value) = given.next() else { return Err(self.type_error(percent::NOT_ENOUGH)) };
                let Some(it) = self.as_int(value) else { return Err(self.type_error(percent::STAR)) };
                let set = if star == 0 { field.set_width(&it) } else { field.set_precision(&it) };
                self.checked(set)?;
            }
            if field.code.is_none() {
                return Err(self.fail(percent::Field::incomplete()));
            }
            if field.code() == '%' {
                out.push(37);
                continue;
            }
            let Some(value) = given.next() else { return Err(self.type_error(percent::NOT_ENOUGH)) };
            self.percent_field(&field, value, bytes, &mut out)?;
            self.charge_text(&out, &mut charged)?;
        }
        let left_over = given.next().is_some() && !used_key && !(tuple.is_none() && mapping);
        if left_over {
            return Err(self.fail(percent::Field::left_over(bytes)));
        }
        Ok(out)
    }

    fn percent_field(&mut self, field: &percent::Field, value: Value, bytes: bool, out: &mut Builder) -> Result<(), Raised> {
        let (minor, limit) = (self.minor(), self.int_max_digits);
        match field.code() {
            's' | 'r' | 'a' | 'b' => {
                let made = match (field.code(), bytes) {
                    ('s', false) => self.to_str(value)?,
                    ('r', false) => self.repr(value)?,
                    ('b' | 's', true) => self.percent_bytes(value)?,
                    _ => self.ascii(value)?,
                };
                let points: Vec<u32> = match self.native(made) {
                    Value::Str(_) => self.view(made).points().collect(),
                    native => self.byte_view(native).unwrap_or_default().iter().map(|it| u32::from(*it)).collect(),
                };
                let padding = field.pad(points.len());
                self.charge(padding.len() as u64 / 64, padding.len())?;
                out.push_times(padding.fill, padding.left);
                points[..padding.kept.min(points.len())].iter().for_each(|it| out.push(*it));
                out.push_times(padding.fill, padding.right);
            }
            'c' => {
                let point = match (self.as_int(value), self.native(value)) {
                    (Some(it), _) => {
                        let point = field.char(&it, minor);
                        self.checked(point)?
                    }
                    (None, native) => {
                        let (one, len) = match native {
                            Value::Str(_) if !bytes => (self.view(native).get(0), Some(self.view(native).len())),
                            _ => match self.byte_view(native).filter(|_| bytes) {
                                Some(data) => (data.first().map(|it| u32::from(*it)), Some(data.len())),
                                None => (None, None),
                            },
                        };
                        match (one, len) {
                            (Some(point), Some(1)) => point,
                            _ => {
                                let class = self.class_name(value);
                                return Err(self.fail(field.not_a_char(&class, len, minor)));
                            }
                        }
                    }
                };
                let padding = field.pad(1);
                self.charge(0, padding.len())?;
                out.push_times(padding.fill, padding.left);
                out.push(point);
                out.push_times(padding.fill, padding.right);
            }
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
                let it = self.percent_int(field, value)?;
                let formatted = field.int(&it, limit, minor);
                let formatted = self.checked(formatted)?;
                self.charge(formatted.len() as u64 / 64, formatted.len())?;
                push(out, &formatted);
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let it = self.to_float(value)?;
                let formatted = self.checked(field.float(it))?;
                self.charge(formatted.len() as u64 / 64, formatted.len())?;
                push(out, &formatted);
            }
            _ => return Err(self.fail(field.unsupported(minor))),
        }
        Ok(())
    }

    fn percent_int(&mut self, field: &percent::Field, value: Value) -> Result<Int, Raised> {
        if let Some(it) = self.as_int(value) {
            return Ok(it);
        }
        let decimal = matches!(field.code(), 'd' | 'i' | 'u');
        let class = self.class_of(value);
        let found = if decimal {
            self.lookup(class, self.names.int).or_else(|| self.lookup(class, self.names.index))
        } else {
            self.lookup(class, self.names.index)
        };
        let string = matches!(self.native(value), Value::Str(_) | Value::Bytes(_));
        match found.filter(|_| !string) {
            Some(method) => {
                let result = self.call_special_sync(method, value, &[])?;
                match self.as_int(result) {
                    Some(it) => Ok(it),
                    None => {
                        let class = self.class_name(result);
                        Err(self.type_error(format!("__int__ returned non-int (type {class})")))
                    }
                }
            }
            None => {
                let class = self.type_name(class);
                let minor = self.minor();
                Err(self.fail(field.not_a_number(&class, minor)))
            }
        }
    }

    fn percent_bytes(&mut self, value: Value) -> Outcome {
        let native = self.native(value);
        if self.byte_view(native).is_some() {
            return Ok(native);
        }
        let name = self.names.bytes;
        match self.lookup(self.class_of(value), name) {
            Some(method) => self.call_special_sync(method, value, &[]),
            None => {
                let class = self.class_name(value);
                Err(self.type_error(format!(
                    "%b requires a bytes-like object, or an object that implements __bytes__, not '{class}'"
                )))
            }
        }
    }
}
