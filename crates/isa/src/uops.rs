//! The one table of micro-ops: what traces, and specialized instructions, consist of, and what each may do.
//!
//! In: the name of a callback macro. Out: that macro, given all rows
//! `Name text_name(OPERANDS) -> RESULT [IMMEDIATE] effects(..) "doc";`. Operands and result are representations
//! ([`crate::Representation`] in lower case; a last operand `list` stands for any number of tagged ones); the immediate is
//! a field of [`crate::Immediate`]. The memory classes in `reads(..)` and `writes(..)` are the constants of [`crate::Memory`].
//!
//! A micro-op marked `guard` leaves the trace before it has changed anything. One marked `pure` gives equal results for equal
//! operands; with `allocates` it makes an immutable value that may be made again, later, or not at all.
//! Raw ints are Python ints that fit 64 bits: the overflow guards are those of 64-bit arithmetic, and boxing makes a big int
//! where 63 bits do not suffice.

/// Calls `$callback! { rows }` with every micro-op.
#[macro_export]
macro_rules! for_each_uop {
    ($callback:path) => {
        $callback! {
            Nop nop() -> none [none] effects(pure) "Nothing: what a pass leaves behind until the trace is compacted.";
            Phi phi(same, same) -> same [none] effects(pure) "At a loop header: the first operand on entry, the second after an iteration.";

            EntryInt entry_int() -> int [index] effects() "In a trace that goes on from an exit: the raw int that a micro-op of the other trace gave, by its number.";
            EntryFloat entry_float() -> float [index] effects() "The same of a raw float.";
            EntryCondition entry_condition() -> condition [index] effects() "The same of a condition.";
            EntryValue entry_value() -> tagged [index] effects() "The same of a value.";

            AddInt add_int(int, int) -> int [none] effects(guard, pure) "Sum; leaves on overflow.";
            SubtractInt subtract_int(int, int) -> int [none] effects(guard, pure) "Difference; leaves on overflow.";
            MultiplyInt multiply_int(int, int) -> int [none] effects(guard, pure) "Product; leaves on overflow.";
            FloorDivideInt floor_divide_int(int, int) -> int [none] effects(guard, pure) "`//`; leaves on overflow and for a zero divisor.";
            RemainderInt remainder_int(int, int) -> int [none] effects(guard, pure) "`%`; leaves for a zero divisor.";
            ShiftLeftInt shift_left_int(int, int) -> int [none] effects(guard, pure) "`<<`; leaves on overflow and for a negative count.";
            ShiftRightInt shift_right_int(int, int) -> int [none] effects(guard, pure) "`>>`; leaves for a negative count.";
            AddIntUnchecked add_int_unchecked(int, int) -> int [none] effects(pure) "Sum that cannot overflow.";
            SubtractIntUnchecked subtract_int_unchecked(int, int) -> int [none] effects(pure) "Difference that cannot overflow.";
            MultiplyIntUnchecked multiply_int_unchecked(int, int) -> int [none] effects(pure) "Product that cannot overflow.";
            ShiftLeftIntUnchecked shift_left_int_unchecked(int, int) -> int [none] effects(pure) "`<<` that cannot overflow, its count in 0..=63.";
            ShiftRightIntUnchecked shift_right_int_unchecked(int, int) -> int [none] effects(pure) "`>>`, its count in 0..=63.";
            FloorDivideIntUnchecked floor_divide_int_unchecked(int, int) -> int [none] effects(pure) "`//` of a positive divisor.";
            RemainderIntUnchecked remainder_int_unchecked(int, int) -> int [none] effects(pure) "`%` of a positive divisor.";
            AndInt and_int(int, int) -> int [none] effects(pure) "`&`.";
            OrInt or_int(int, int) -> int [none] effects(pure) "`|`.";
            XorInt xor_int(int, int) -> int [none] effects(pure) "`^`.";

            AddFloat add_float(float, float) -> float [none] effects(pure) "Sum.";
            SubtractFloat subtract_float(float, float) -> float [none] effects(pure) "Difference.";
            MultiplyFloat multiply_float(float, float) -> float [none] effects(pure) "Product.";
            DivideFloat divide_float(float, float) -> float [none] effects(guard, pure) "Quotient; leaves for a zero divisor.";
            DivideFloatUnchecked divide_float_unchecked(float, float) -> float [none] effects(pure) "Quotient by a divisor that is not zero.";
            FloorDivideFloat floor_divide_float(float, float) -> float [none] effects(guard, pure) "`//`; leaves for a zero divisor.";
            RemainderFloat remainder_float(float, float) -> float [none] effects(guard, pure) "`%`; leaves for a zero divisor.";
            PowerFloat power_float(float, float) -> float [none] effects(guard, pure) "`**`; leaves where Python would raise or give a complex number.";
            NegateFloat negate_float(float) -> float [none] effects(pure) "`-x`.";
            AbsoluteFloat absolute_float(float) -> float [none] effects(pure) "`abs(x)`.";
            SquareRoot square_root(float) -> float [none] effects(guard, pure) "`math.sqrt`; leaves for negative operands.";
            DivideInt divide_int(int, int) -> float [none] effects(guard, pure) "`/` of ints; leaves for a zero divisor and beyond 2^53.";
            IntToFloat int_to_float(int) -> float [none] effects(pure) "The nearest float.";
            IntToFloatExact int_to_float_exact(int) -> float [none] effects(guard, pure) "The same number as float; leaves beyond 2^53.";
            FloatToInt float_to_int(float) -> int [none] effects(guard, pure) "Truncation; leaves when it does not fit 64 bits.";

            LtInt lt_int(int, int) -> condition [none] effects(pure) "`<`.";
            LeInt le_int(int, int) -> condition [none] effects(pure) "`<=`.";
            EqInt eq_int(int, int) -> condition [none] effects(pure) "`==`.";
            NeInt ne_int(int, int) -> condition [none] effects(pure) "`!=`.";
            LtFloat lt_float(float, float) -> condition [none] effects(pure) "`<`.";
            LeFloat le_float(float, float) -> condition [none] effects(pure) "`<=`.";
            EqFloat eq_float(float, float) -> condition [none] effects(pure) "`==`.";
            NeFloat ne_float(float, float) -> condition [none] effects(pure) "`!=`.";
            Is is(tagged, tagged) -> condition [none] effects(pure) "`is`.";
            EqStr eq_str(tagged, tagged) -> condition [none] effects(pure) "`==` of exact strings.";
            Not not(condition) -> condition [none] effects(pure) "The opposite.";

            BoxInt box_int(int) -> tagged [none] effects(pure, allocates) "The int as a value; a big int beyond 63 bits.";
            BoxFloat box_float(float) -> tagged [none] effects(pure, allocates) "The float as a value.";
            BoxBool box_bool(condition) -> tagged [none] effects(pure) "True or False.";
            UnboxInt unbox_int(tagged) -> int [none] effects(guard, pure) "The small int; leaves for anything else.";
            UnboxFloat unbox_float(tagged) -> float [none] effects(guard, pure) "The exact float; leaves for anything else.";
            UnboxBool unbox_bool(tagged) -> condition [none] effects(guard, pure) "The truth of True or False; leaves for anything else.";

            GuardInt guard_int(tagged) -> none [none] effects(guard, pure) "A small int.";
            GuardFloat guard_float(tagged) -> none [none] effects(guard, pure) "An exact float.";
            GuardBool guard_bool(tagged) -> none [none] effects(guard, pure) "True or False.";
            GuardNone guard_none(tagged) -> none [none] effects(guard, pure) "None.";
            GuardNotNone guard_not_none(tagged) -> none [none] effects(guard, pure) "Not None.";
            GuardNull guard_null(tagged) -> none [none] effects(guard, pure) "No value: an unbound local, an absent self.";
            GuardNotNull guard_not_null(tagged) -> none [none] effects(guard, pure) "A value.";
            GuardType guard_type(tagged) -> none [type] effects(guard, pure) "A heap object of exactly this type.";
            GuardKind guard_kind(tagged) -> none [kind] effects(guard, pure) "A heap object whose native layout has this kind.";
            GuardIs guard_is(tagged, tagged) -> none [none] effects(guard, pure) "The same object.";
            GuardIsNot guard_is_not(tagged, tagged) -> none [none] effects(guard, pure) "Not the same object.";
            GuardShape guard_shape(tagged) -> none [shape] effects(guard, reads(SHAPE)) "A heap object of this shape: class and layout are known.";
            GuardNoDict guard_no_dict(tagged) -> none [none] effects(guard, reads(SHAPE)) "The native object's dict does not exist.";
            GuardTypeVersion guard_type_version(tagged) -> none [version] effects(guard, reads(TYPE)) "A heap object whose type has this version.";
            GuardClassVersion guard_class_version(tagged) -> none [version] effects(guard, reads(TYPE)) "A class of this version.";
            GuardFunctionVersion guard_function_version(tagged) -> none [version] effects(guard, reads(TYPE)) "A function of this version.";
            GuardKeysVersion guard_keys_version(tagged) -> none [version] effects(guard, reads(DICT)) "A dict whose layout has this version.";
            GuardGlobalsVersion guard_globals_version(tagged) -> none [version] effects(guard, reads(GLOBAL)) "A dict of globals whose layout has this version.";
            GuardSuspended guard_suspended(tagged) -> none [suspension] effects(guard, reads(GENERATOR)) "A generator or coroutine that is suspended there, has no frame object, and handles no exception, like whoever resumes it.";
            GuardItem guard_item(tagged) -> none [none] effects(guard, pure) "An item, not the marker of an exhausted iterator; leaves to behind the loop.";
            GuardExhausted guard_exhausted(tagged) -> none [none] effects(guard, pure) "The marker of an exhausted iterator; leaves to the loop's body.";
            GuardTrue guard_true(condition) -> none [none] effects(guard, pure) "It holds.";
            GuardFalse guard_false(condition) -> none [none] effects(guard, pure) "It does not hold.";
            GuardLtInt guard_lt_int(int, int) -> none [none] effects(guard, pure) "`<`.";
            GuardLeInt guard_le_int(int, int) -> none [none] effects(guard, pure) "`<=`.";
            GuardEqInt guard_eq_int(int, int) -> none [none] effects(guard, pure) "`==`.";
            GuardNeInt guard_ne_int(int, int) -> none [none] effects(guard, pure) "`!=`.";
            GuardLtFloat guard_lt_float(float, float) -> none [none] effects(guard, pure) "`<`.";
            GuardLeFloat guard_le_float(float, float) -> none [none] effects(guard, pure) "`<=`.";
            GuardEqFloat guard_eq_float(float, float) -> none [none] effects(guard, pure) "`==`.";
            GuardNeFloat guard_ne_float(float, float) -> none [none] effects(guard, pure) "`!=`.";
            GuardNotLtFloat guard_not_lt_float(float, float) -> none [none] effects(guard, pure) "`not <`, so true for nan.";
            GuardNotLeFloat guard_not_le_float(float, float) -> none [none] effects(guard, pure) "`not <=`, so true for nan.";
            GuardIndex guard_index(int, int) -> none [none] effects(guard, pure) "`0 <= index < length`.";
            GuardRoom guard_room() -> none [index] effects(guard, reads(FRAME)) "There is room for frames: how many, times 2^32, and their words.";
            GuardQuiet guard_quiet() -> none [none] effects(guard, reads(PENDING)) "Nothing is pending: signals, collections, thread switches.";
            GuardValid guard_valid() -> none [none] effects(guard, reads(PENDING)) "No assumption of the running trace has been broken, and nobody has looked at its frames.";

            LoadLocal load_local() -> tagged [slot] effects(reads(LOCAL)) "A slot of the frames' area.";
            StoreLocal store_local(tagged) -> none [slot] effects(writes(LOCAL)) "Store into a slot of the frames' area.";
            LoadSlot load_slot(tagged) -> tagged [offset] effects(reads(SLOT)) "Attribute in an inline slot of an object of known shape.";
            StoreSlot store_slot(tagged, tagged) -> none [offset] effects(writes(SLOT)) "Store into an inline slot of an object of known shape.";
            StoreShape store_shape(tagged) -> none [shape] effects(writes(SHAPE)) "Give an object the shape that has one attribute more.";
            LoadTypeSlot load_type_slot(tagged) -> tagged [offset] effects(reads(TYPE)) "A field of a class or function.";
            LoadDictValue load_dict_value(tagged) -> tagged [index] effects(reads(DICT)) "Value of the entry of a dict of known layout.";
            StoreDictValue store_dict_value(tagged, tagged) -> none [index] effects(writes(DICT)) "Replace the value of the entry of a dict of known layout.";
            LoadGlobal load_global(tagged) -> tagged [index] effects(reads(GLOBAL)) "Value of the cell of a dict of globals.";
            StoreGlobal store_global(tagged, tagged) -> none [index] effects(writes(GLOBAL)) "Replace the value of the cell of a dict of globals.";
            FindDictItem find_dict_item(tagged, tagged) -> tagged [none] effects(guard, reads(DICT)) "Value of a key in an exact dict, null if it has none; leaves where Python code would have to hash or compare keys.";
            StoreDictItem store_dict_item(tagged, tagged, tagged) -> none [none] effects(guard, writes(DICT), allocates, may_raise) "Set the value of a key in an exact dict; leaves where Python code would have to hash or compare keys, and for dicts of known layout.";
            FindSetItem find_set_item(tagged, tagged) -> condition [none] effects(guard, reads(DICT)) "Whether a key is in an exact set or frozenset; leaves where Python code would have to hash or compare keys.";
            TableLength table_length(tagged) -> int [offset] effects(reads(DICT)) "Length of a dict or set: the number at the offset.";
            LoadCell load_cell(tagged) -> tagged [none] effects(reads(CELL)) "What a closure cell holds.";
            StoreCell store_cell(tagged, tagged) -> none [none] effects(writes(CELL)) "Store into a closure cell.";
            ListLength list_length(tagged) -> int [none] effects(reads(LIST)) "Length of an exact list.";
            ListBuffer list_buffer(tagged) -> pointer [none] effects(reads(LIST)) "The buffer of an exact list.";
            LoadItem load_item(pointer, int) -> tagged [none] effects(reads(ITEM)) "Item of a list's buffer at a checked index.";
            StoreItem store_item(pointer, int, tagged, tagged) -> none [none] effects(writes(ITEM)) "Store into a list's buffer at a checked index; the last operand is the list.";
            AppendList append_list(tagged, tagged) -> none [none] effects(writes(LIST), writes(ITEM), allocates, may_raise) "Append to an exact list.";
            TupleLength tuple_length(tagged) -> int [none] effects(pure) "Length of a tuple.";
            LoadTupleItem load_tuple_item(tagged, int) -> tagged [none] effects(pure) "Item of a tuple at a checked index.";
            StrLength str_length(tagged) -> int [none] effects(pure) "Length of a string in code points.";
            LoadStrItem load_str_item(tagged, int) -> tagged [none] effects(pure, allocates) "Character of a string at a checked index.";
            ConcatStr concat_str(tagged, tagged) -> tagged [none] effects(pure, allocates, may_raise) "Concatenation of exact strings.";
            BytesLength bytes_length(tagged) -> int [none] effects(pure) "Length of an exact bytes object.";
            LoadByte load_byte(tagged, int) -> int [none] effects(pure) "Byte of an exact bytes object at a checked index.";
            BoundFunction bound_function(tagged) -> tagged [none] effects(pure) "The function of a bound method.";
            BoundSelf bound_self(tagged) -> tagged [none] effects(pure) "The self of a bound method.";
            LoadIteratorInt load_iterator_int(tagged) -> int [field] effects(reads(ITER)) "A number in an iterator: position, what remains, the next int.";
            StoreIteratorInt store_iterator_int(tagged, int) -> none [field] effects(writes(ITER)) "Change a number in an iterator.";
            IteratorSource iterator_source(tagged) -> tagged [none] effects(reads(ITER)) "What an iterator goes over; null once exhausted.";

            NewTuple new_tuple(list) -> tagged [none] effects(pure, allocates) "A tuple of the operands.";
            NewBoundMethod new_bound_method(tagged, tagged) -> tagged [none] effects(pure, allocates) "A bound method of function and self.";
            NewInstance new_instance(tagged) -> tagged [shape] effects(allocates) "An instance of the class with this shape, its slots empty.";
            NewRangeIterator new_range_iterator(int, int, int) -> tagged [none] effects(allocates) "A range iterator: next, step, how many remain.";
            NewSequenceIterator new_sequence_iterator(tagged) -> tagged [kind] effects(allocates) "An iterator of this kind at the start of a sequence.";
            NewCell new_cell(tagged) -> tagged [none] effects(allocates) "A closure cell.";
            NewList new_list(list) -> tagged [none] effects(allocates, may_raise) "A list of the operands.";

            CallPure call_pure(list) -> tagged [helper] effects(pure, allocates, may_raise) "A helper whose result depends on the operands alone.";
            CallPureFloat call_pure_float(float) -> float [helper] effects(guard, pure) "A numeric helper; leaves where Python would raise.";
            CallReading call_reading(list) -> tagged [helper] effects(guard, reads(ALL), allocates, may_raise) "A helper that reads memory; leaves where Python code would have to run.";
            CallWriting call_writing(list) -> tagged [helper] effects(guard, reads(ALL), writes(DICT), writes(LIST), writes(ITEM), writes(ITER), allocates, may_raise) "A helper that changes dicts, sets, lists and iterators; leaves where Python code would have to run.";
            CallEscaping call_escaping(list) -> tagged [helper] effects(allocates, may_raise, escapes) "A helper that may run Python code.";

            PushFrame push_frame(list) -> none [code] effects(writes(FRAME)) "Make the callee's frame: function and arguments.";
            PopFrame pop_frame() -> none [none] effects(writes(FRAME)) "Drop the callee's frame.";
            EnterGenerator enter_generator(tagged) -> none [none] effects(writes(GENERATOR)) "The generator runs from now on; its frame is virtual.";
            LeaveGenerator leave_generator(tagged) -> none [suspension] effects(writes(GENERATOR)) "The generator is suspended there; the slots that it has changed are stored.";
            EndGenerator end_generator(tagged) -> none [none] effects(writes(GENERATOR)) "The generator has returned.";
            LoadGeneratorSlot load_generator_slot(tagged) -> tagged [offset] effects(reads(GENERATOR)) "A word of a generator's frame.";
            StoreGeneratorSlot store_generator_slot(tagged, tagged) -> none [offset] effects(writes(GENERATOR)) "Change a word of a generator's frame; `leave_generator` tells the collector.";
        }
    };
}
