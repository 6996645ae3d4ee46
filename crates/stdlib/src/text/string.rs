//! `_string`: the parts of format texts, for `string.Formatter`.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{iter_self, this};
use whipsnake_builtins::number::raise_format;
use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, SlotOf, Slots, Str, TypeFlags, TypeSpec, Value, Vm, def, object};
use whipsnake_text::format::{FieldName, FieldPart, Pieces, split_field_name};

use crate::kinds;
use crate::support::hidden_type;

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    hidden_type::<FormatterIterator>(vm, &FORMATTER_ITERATOR, None);
    hidden_type::<FieldNameIterator>(vm, &FIELD_NAME_ITERATOR, None);
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[
    def("formatter_field_name_split", "($module, object, /)", Call::A1(field_name_split)),
    def("formatter_parser", "($module, object, /)", Call::A1(parser)),
];

object! {
    /// Iterator over literal texts and fields.
    pub struct FormatterIterator = kinds::FORMATTER_ITERATOR, "formatteriterator" { text: SlotOf<Str>, done: Cell<usize> }
}

object! {
    /// Iterator over the steps after a field's first name.
    pub struct FieldNameIterator = kinds::FIELD_NAME_ITERATOR, "fieldnameiterator" { name: SlotOf<Str>, done: Cell<usize> }
}

static FORMATTER_ITERATOR: TypeSpec =
    TypeSpec { module: "_string", flags: TypeFlags::NO_NEW, slots: Slots { iter: Some(iter_self), next: Some(next_piece), ..Slots::EMPTY }, ..TypeSpec::of::<FormatterIterator>() };
static FIELD_NAME_ITERATOR: TypeSpec =
    TypeSpec { module: "_string", flags: TypeFlags::NO_NEW, slots: Slots { iter: Some(iter_self), next: Some(next_step), ..Slots::EMPTY }, ..TypeSpec::of::<FieldNameIterator>() };

fn text(vm: &mut Vm, value: Value) -> Result<Gc<Str>, Raised> {
    match Gc::<Str>::cast(value) {
        Some(text) => Ok(text),
        None => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("expected str, got {got}")))
        }
    }
}

fn parser(vm: &mut Vm, value: Value) -> PyResult {
    let text = text(vm, value)?;
    let ty = vm.type_for::<FormatterIterator>();
    Ok(vm.alloc(ty, FormatterIterator { text: SlotOf::new(text), done: Cell::new(0) })?.value())
}

fn next_piece(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<FormatterIterator> = this(iterator);
    let Some(text) = iterator.text.get() else { return Ok(Value::EXHAUSTED) };
    let done = iterator.done.get();
    let piece = match Pieces::new(text.bytes()).nth(done) {
        None => return Ok(Value::EXHAUSTED),
        Some(Err(error)) => return Err(raise_format(vm, &error)),
        Some(Ok(piece)) => piece,
    };
    iterator.done.set(done + 1);
    let literal = vm.new_wtf8(piece.literal);
    let parts = match piece.field {
        None => [literal, Value::NONE, Value::NONE, Value::NONE],
        Some(field) => {
            let (name, spec) = (vm.new_wtf8(field.name), vm.new_wtf8(field.spec));
            let conversion = field.conversion.map_or(Value::NONE, |c| vm.new_char(c));
            [literal, name, spec, conversion]
        }
    };
    Ok(vm.new_tuple(&parts).value())
}

fn field_name(vm: &mut Vm, name: FieldName<'_>) -> Value {
    match name {
        FieldName::Empty => vm.new_str(""),
        FieldName::Index(i) => vm.new_int(i as i64),
        FieldName::Name(name) => vm.new_wtf8(name),
    }
}

fn field_name_split(vm: &mut Vm, value: Value) -> PyResult {
    let name = text(vm, value)?;
    let first = match split_field_name(name.bytes()) {
        Ok((first, _)) => field_name(vm, first),
        Err(error) => return Err(raise_format(vm, &error)),
    };
    let ty = vm.type_for::<FieldNameIterator>();
    let rest = vm.alloc(ty, FieldNameIterator { name: SlotOf::new(name), done: Cell::new(0) })?.value();
    Ok(vm.new_tuple(&[first, rest]).value())
}

fn next_step(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<FieldNameIterator> = this(iterator);
    let Some(name) = iterator.name.get() else { return Ok(Value::EXHAUSTED) };
    let done = iterator.done.get();
    let Ok((_, mut rest)) = split_field_name(name.bytes()) else { return Ok(Value::EXHAUSTED) };
    let (attribute, step) = match rest.nth(done) {
        None => return Ok(Value::EXHAUSTED),
        Some(Err(error)) => return Err(raise_format(vm, &error)),
        Some(Ok(FieldPart::Attribute(name))) => (true, vm.new_wtf8(name)),
        Some(Ok(FieldPart::Item(name))) => (false, field_name(vm, name)),
    };
    iterator.done.set(done + 1);
    Ok(vm.new_tuple(&[Value::bool(attribute), step]).value())
}
