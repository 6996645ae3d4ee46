//! Exception groups: splitting them, and what `except*` does with the parts.
//!
//! A group's extra slot 0 is its message, 1 the tuple of its exceptions.

use whipsnake_heap::{Gc, RootVec, Value};

use crate::error::{PyResult, Raised};
use crate::objects::{ExceptionObject, List, Tuple, TypeFlags, TypeObject};
use crate::vm::Vm;

/// The two parts of a group; NULL where a part is empty.
pub struct Parts {
    pub matched: Value,
    pub rest: Value,
}

/// Says whether an exception belongs to the matching part.
pub type Matcher<'a> = dyn FnMut(&mut Vm, Value) -> Result<bool, Raised> + 'a;

impl Vm {
    /// The exceptions of a group.
    pub fn group_members(&self, value: Value) -> Option<Gc<Tuple>> {
        if !self.is_instance(value, self.types.base_exception_group) {
            return None;
        }
        Gc::<ExceptionObject>::cast(value).and_then(|e| Gc::<Tuple>::cast(e.extra[1].get()))
    }

    /// Split an exception (or group, recursively) by `matches`; `want_rest` says whether the rest is to be built.
    ///
    /// # Errors
    /// What `matches` and `derive` raise.
    pub fn split_group(&mut self, exception: Value, matches: &mut Matcher<'_>, want_rest: bool) -> Result<Parts, Raised> {
        if matches(self, exception)? {
            return Ok(Parts { matched: exception, rest: Value::NULL });
        }
        let Some(members) = self.group_members(exception) else {
            return Ok(Parts { matched: Value::NULL, rest: exception });
        };
        self.check_native_stack()?;
        let (mut matched, mut rest) = (RootVec::new(self.heap), RootVec::new(self.heap));
        for &member in members.items() {
            let parts = self.split_group(member, matches, want_rest)?;
            if let Some(part) = parts.matched.given() {
                matched.push(self.heap, part);
            }
            if want_rest && let Some(part) = parts.rest.given() {
                rest.push(self.heap, part);
            }
        }
        let matched = self.group_subset(exception, &matched)?;
        let rest = self.group_subset(exception, &rest)?;
        Ok(Parts { matched, rest })
    }

    /// A group of some of a group's exceptions, made by its `derive`; NULL if there are none.
    fn group_subset(&mut self, group: Value, members: &[Value]) -> PyResult {
        if members.is_empty() {
            return Ok(Value::NULL);
        }
        let list = self.new_list(members);
        let derive = self.intern("derive");
        let derived = self.call_method(group, derive, &[list.value()])?;
        if !self.is_instance(derived, self.types.base_exception_group) {
            return Err(self.type_error("derive must return an instance of BaseExceptionGroup"));
        }
        if let (Some(from), Some(to)) = (Gc::<ExceptionObject>::cast(group), Gc::<ExceptionObject>::cast(derived)) {
            self.heap.store_to(to, &to.traceback, from.traceback.get());
            self.heap.store(to, &to.context, from.context.get());
            self.heap.store(to, &to.cause, from.cause.get());
            to.suppress_context.set(from.suppress_context.get());
        }
        // Notes that are no sequence are left alone: `split` is not the place to complain about them.
        let name = self.names.__notes__;
        if let Some(notes) = self.getattr_optional(group, name)?
            && (Gc::<List>::cast(notes).is_some() || Gc::<Tuple>::cast(notes).is_some())
        {
            let copy = self.collect(notes)?;
            let copy = self.list_from(copy);
            self.setattr(derived, name, copy.value())?;
        }
        Ok(derived)
    }

    /// `except* pattern`: the part that matches and the rest, None where there is none.
    ///
    /// # Errors
    /// `TypeError` for patterns that cannot be caught so; what `split` raises.
    pub fn exception_group_match(&mut self, exception: Value, pattern: Value) -> Result<(Value, Value), Raised> {
        if exception.is_none() {
            return Ok((Value::NONE, Value::NONE));
        }
        self.check_star_pattern(pattern)?;
        if self.exception_matches(exception, pattern)? {
            if self.group_members(exception).is_some() {
                return Ok((exception, Value::NONE));
            }
            return self.wrap_naked(exception).map(|group| (group, Value::NONE));
        }
        if self.group_members(exception).is_none() {
            return Ok((Value::NONE, exception));
        }
        let split = self.intern("split");
        let pair = self.call_method(exception, split, &[pattern])?;
        let class = self.type_of(exception).name_string();
        let Some(parts) = Gc::<Tuple>::cast(pair) else {
            let got = self.type_of(pair).name_string();
            return Err(self.type_error(&format!("{class}.split must return a tuple, not {got}")));
        };
        if parts.len < 2 {
            let n = parts.len;
            return Err(self.type_error(&format!("{class}.split must return a 2-tuple, got tuple of size {n}")));
        }
        Ok((parts.items()[0], parts.items()[1]))
    }

    /// A group around an exception that an `except*` clause caught.
    fn wrap_naked(&mut self, exception: Value) -> PyResult {
        let (message, members) = (self.new_str(""), self.new_tuple(&[exception]));
        let group = self.call(self.types.base_exception_group.value(), &[message, members.value()])?;
        if let (Some(from), Some(to)) = (Gc::<ExceptionObject>::cast(exception), Gc::<ExceptionObject>::cast(group)) {
            self.heap.store_to(to, &to.traceback, from.traceback.get());
        }
        Ok(group)
    }

    fn check_star_pattern(&mut self, pattern: Value) -> Result<(), Raised> {
        let patterns = match Gc::<Tuple>::cast(pattern) {
            Some(tuple) => tuple,
            None => self.new_tuple(&[pattern]),
        };
        for &p in patterns.items() {
            let Some(ty) = Gc::<TypeObject>::cast(p).filter(|t| t.has(TypeFlags::EXCEPTION)) else {
                return Err(self.type_error("catching classes that do not inherit from BaseException is not allowed"));
            };
            if ty.is_subtype(self.types.base_exception_group) {
                return Err(self.type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
            }
        }
        Ok(())
    }

    /// What is left to raise after the `except*` clauses for `original` gave the exceptions in the list `raised` (None among them).
    ///
    /// # Errors
    /// What `derive` raises.
    pub fn prepare_reraise_star(&mut self, original: Value, raised: Value) -> PyResult {
        let all = self.collect(raised)?;
        let given = |v: &&Value| !v.is_none();
        if self.group_members(original).is_none() {
            // A naked exception that was wrapped: at most one clause ran.
            return Ok(all.iter().find(given).copied().unwrap_or(Value::NONE));
        }
        let (mut fresh, mut again) = (RootVec::new(self.heap), RootVec::new(self.heap));
        for &e in all.iter().filter(given) {
            let to = if self.same_origin(e, original)? { &mut again } else { &mut fresh };
            to.push(self.heap, e);
        }
        let kept = self.project(original, &again)?;
        if fresh.is_empty() {
            return Ok(kept.given().unwrap_or(Value::NONE));
        }
        if let Some(kept) = kept.given() {
            fresh.push(self.heap, kept);
        }
        if let [one] = *fresh {
            return Ok(one);
        }
        let (message, members) = (self.new_str(""), self.new_list(&fresh));
        self.call(self.types.base_exception_group.value(), &[message, members.value()])
    }

    /// Whether an exception is a part of the original as it was split off, not one that a handler raised.
    fn same_origin(&mut self, a: Value, b: Value) -> Result<bool, Raised> {
        let (Some(x), Some(y)) = (Gc::<ExceptionObject>::cast(a), Gc::<ExceptionObject>::cast(b)) else { return Ok(false) };
        if x.traceback.get() != y.traceback.get() || x.cause.get() != y.cause.get() || x.context.get() != y.context.get() {
            return Ok(false);
        }
        let name = self.names.__notes__;
        match (self.getattr_optional(a, name)?, self.getattr_optional(b, name)?) {
            (None, None) => Ok(true),
            (Some(a), Some(b)) => self.equal(a, b),
            _ => Ok(false),
        }
    }

    /// The part of `original` whose leaves are in one of `groups`.
    fn project(&mut self, original: Value, groups: &[Value]) -> PyResult {
        if groups.is_empty() {
            return Ok(Value::NULL);
        }
        let mut leaves = Vec::new();
        for &group in groups {
            collect_leaves(self, group, &mut leaves);
        }
        let parts = self.split_group(original, &mut |vm, e| Ok(vm.group_members(e).is_none() && leaves.contains(&e.bits())), false)?;
        Ok(parts.matched)
    }
}

/// Addresses of the exceptions in a group that are no groups; the group keeps them alive.
fn collect_leaves(vm: &Vm, exception: Value, leaves: &mut Vec<u64>) {
    match vm.group_members(exception) {
        Some(members) => members.items().iter().for_each(|&m| collect_leaves(vm, m, leaves)),
        None => leaves.push(exception.bits()),
    }
}
