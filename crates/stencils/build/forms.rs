//! The forms of all micro-ops: bodies, and where operands and results are.
//!
//! Out: [`all`]. In a body `{0}` is the first operand as `i64` or `f64`, `{u0}` as `u64`; `RESULT!` the register of the result, to be
//! assigned; `EXIT!` leaves the trace; `GO_ON!` goes on; `SLOW!` goes to the form's slow path, which has the same registers; `CLOBBER!` gives up all
//! registers; `P0!` to `P3!` are numbers of 32 bits and `W0!` to `W3!` words of 64 patched in. `f` points to the trace's area.
//!
//! An immediate operand is the address of a symbol to LLVM: not null, of no known sign. Bodies must not compare one with constants.

use whipsnake_isa::Uop;

use crate::place::Place;
use Place::{Float, General, Ignored, Immediate, Pool, PoolFloat, Spilled, SpilledFloat};

/// One form of a micro-op, or of what the allocator inserts.
#[derive(Clone, Debug)]
pub struct Form {
    /// The micro-op; none for moves and the like.
    pub uop: Option<Uop>,
    /// The text of the micro-op or of the constant that names the form; `_slow` ends those of slow paths.
    pub name: String,
    pub operands: Vec<Place>,
    pub result: Option<Place>,
    pub body: String,
    /// Which 64-bit holes are instead absolute addresses and wide immediates: compiled with the code model `medium`.
    pub wide: bool,
    /// It has a stack frame: it calls a helper, or runs out of registers.
    pub frame: bool,
    /// All registers are lost.
    pub clobbers: bool,
    /// It returns to who entered machine code.
    pub returns: bool,
    /// Its slow path is the form after it.
    pub slow: bool,
    /// An immediate must be in this range, besides fitting the instruction.
    pub range: (i32, i32),
}

impl Form {
    /// How many stencils the form has.
    pub fn variants(&self) -> u32 {
        self.operands.iter().chain(&self.result).map(|p| p.choices()).product()
    }

    /// The register of each operand, and of the result, in a variant.
    pub fn registers(&self, variant: u32) -> Vec<usize> {
        let places: Vec<Place> = self.operands.iter().chain(&self.result).copied().collect();
        let mut rest = variant;
        let mut digits = vec![0; places.len()];
        for (digit, place) in digits.iter_mut().zip(&places).rev() {
            *digit = match place {
                Place::Fixed(n) | Place::FixedFloat(n) => usize::from(*n),
                _ => (rest % place.choices()) as usize,
            };
            rest /= place.choices();
        }
        digits
    }

    fn internal(name: &str, operands: &[Place], result: Option<Place>, body: &str) -> Form {
        Form {
            uop: None,
            name: name.to_owned(),
            operands: operands.to_vec(),
            result,
            body: body.to_owned(),
            wide: false,
            frame: body.contains("HOLE_HELPER"),
            clobbers: body.contains("CLOBBER!"),
            returns: false,
            slow: false,
            range: (i32::MIN, i32::MAX),
        }
    }

    fn of(uop: Uop, operands: &[Place], result: Option<Place>, body: &str) -> Form {
        Form { uop: Some(uop), ..Form::internal(uop.text(), operands, result, body) }
    }
}

/// All forms in the order of their stencils.
pub fn all() -> Vec<Form> {
    let mut forms = Vec::new();
    moves(&mut forms);
    int_arithmetic(&mut forms);
    int_division(&mut forms);
    float_arithmetic(&mut forms);
    conversions(&mut forms);
    comparisons(&mut forms);
    boxes(&mut forms);
    guards(&mut forms);
    locals(&mut forms);
    object_guards(&mut forms);
    runtime_guards(&mut forms);
    loads(&mut forms);
    stores(&mut forms);
    allocations(&mut forms);
    generators(&mut forms);
    forms
}

/// What the allocator and the emitter insert.
fn moves(forms: &mut Vec<Form>) {
    let mut add = |name: &str, operands: &[Place], result: Option<Place>, body: &str| forms.push(Form::internal(name, operands, result, body));
    add("JUMP", &[], None, "");
    add("MOVE_GENERAL", &[General], Some(General), "RESULT! = U::new({u0});");
    add("MOVE_FLOAT", &[Float], Some(Float), "RESULT! = U::new({0});");
    add("SWAP_GENERAL", &[General], Some(General), "let t = {u0}; let u = RESULT!; RESULT! = U::new(t); OPERAND! = u;");
    add("SWAP_FLOAT", &[Float], Some(Float), "let t = {0}; let u = RESULT!; RESULT! = U::new(t); OPERAND! = u;");
    add("RELOAD_GENERAL", &[Spilled], Some(General), "RESULT! = U::new({u0});");
    add("RELOAD_FLOAT", &[SpilledFloat], Some(Float), "RESULT! = U::new({0});");
    add("SPILL_GENERAL", &[General], None, "*at::<u64>(f as u64, P0!) = {u0};");
    add("SPILL_FLOAT", &[Float], None, "*at::<f64>(f as u64, P0!) = {0};");
    add("MOVE_SPILL", &[Spilled], None, "*at::<u64>(f as u64, P0!) = {u0};");
    add("SWAP_SPILL", &[Spilled], None, "let t = {u0}; {u0} = *at::<u64>(f as u64, P0!); *at::<u64>(f as u64, P0!) = t;");
    add("SWAP_SPILL_GENERAL", &[Spilled], Some(General), "let t = {u0}; {u0} = RESULT!.assume_init(); RESULT! = U::new(t);");
    add("SWAP_SPILL_FLOAT", &[SpilledFloat], Some(Float), "let t = {0}; {0} = RESULT!.assume_init(); RESULT! = U::new(t);");
    add("CONSTANT", &[], Some(General), "RESULT! = U::new(P0! as u64);");
    add("CONSTANT_FLOAT", &[PoolFloat], Some(Float), "RESULT! = U::new({0});");
    add("SPILL_CONSTANT", &[Pool], None, "*at::<u64>(f as u64, P0!) = {u0};");
    // Anything that has no stencil of its own: a helper does it, with the operands as words in the trace's area. P0 is the micro-op, P1 the exit, P2 what
    // the helper is told besides, P3 the number of operands.
    let call = "extern \"C\" { fn HOLE_HELPER(f: *mut u64, at: u64, exit: u64, argument: u64, count: u64) -> Pair; } \
                let r = HOLE_HELPER(f, P0! as u64, P1! as u64, P2! as u64, P3! as u64); CLOBBER!";
    for (name, result, assign) in [("GENERAL", Some(General), "RESULT! = U::new(r.0);"), ("FLOAT", Some(Float), "RESULT! = U::new(f64::from_bits(r.0));"), ("NONE", None, "")] {
        add(&format!("CALL_{name}"), &[], result, &format!("{call} {assign}"));
        add(&format!("CALL_{name}_OR_LEAVE"), &[], result, &format!("{call} if r.1 == 0 {{ EXIT! }} {assign}"));
    }
    // For reports: the word at W0 counts.
    add("TALLY", &[], None, "let count = W0! as *mut u64; *count = (*count).wrapping_add(1);");
    // To try exits: the word at W0 counts down, the one after it says from where it starts again.
    add("COUNTDOWN", &[], None, "let left = W0! as *mut u64; if *left == 0 { *left = *left.add(1); EXIT! } *left -= 1;");
    // The trace's area has, behind what exits leave behind, a word that counts what has been done.
    add("COUNT", &[], None, "*f.add(16) = (*f.add(16)).wrapping_add(P0! as u64);");
    // What exits leave behind stands in the trace's area, behind its first two words: the exit's number, then all registers.
    add("EXIT_STUB", &[], None, "*f.add(2) = P0! as u64;");
    let dump: String = (0..13).map(|i| format!("*f.add({}) = {};", i + 3, if i < 5 { format!("{}.assume_init()", super::source::GENERAL[i]) } else { format!("{}.assume_init().to_bits()", super::source::FLOAT[i - 5]) })).collect();
    forms.push(Form { returns: true, ..Form::internal("LEAVE", &[], None, &dump) });
    forms.push(Form { wide: true, ..Form::internal("CONSTANT_WIDE", &[], Some(General), "RESULT! = U::new(&raw const HOLE_W0 as u64);") });
}

/// Operand forms of int operations with any result: registers, an immediate or a spilled word on either side.
fn int_binary(forms: &mut Vec<Form>, uop: Uop, commutes: bool, body: &str) {
    let g = Some(General);
    forms.push(Form::of(uop, &[General, General], g, body));
    forms.push(Form::of(uop, &[General, Immediate], g, body));
    forms.push(Form::of(uop, &[General, Spilled], g, body));
    if !commutes {
        forms.push(Form::of(uop, &[Immediate, General], g, body));
        forms.push(Form::of(uop, &[Spilled, General], g, body));
    }
}

fn int_arithmetic(forms: &mut Vec<Form>) {
    for (uop, unchecked, method) in [
        (Uop::AddInt, Uop::AddIntUnchecked, "add"),
        (Uop::SubtractInt, Uop::SubtractIntUnchecked, "sub"),
        (Uop::MultiplyInt, Uop::MultiplyIntUnchecked, "mul"),
    ] {
        let commutes = method != "sub";
        int_binary(forms, uop, commutes, &format!("let (r, o) = {{0}}.overflowing_{method}({{1}}); if o {{ EXIT! }} RESULT! = U::new(r as u64);"));
        int_binary(forms, unchecked, commutes, &format!("RESULT! = U::new({{0}}.wrapping_{method}({{1}}) as u64);"));
    }
    for (uop, operator) in [(Uop::AndInt, "&"), (Uop::OrInt, "|"), (Uop::XorInt, "^")] {
        int_binary(forms, uop, true, &format!("RESULT! = U::new({{u0}} {operator} {{u1}});"));
    }
    let (gg, gi, g) = ([General, General], [General, Immediate], Some(General));
    let counts = (0, 63);
    forms.push(Form::of(
        Uop::ShiftLeftInt,
        &gg,
        g,
        "let (x, n) = ({0}, {1}); if n as u64 > 63 { if n < 0 { EXIT! } if x != 0 { EXIT! } RESULT! = U::new(0); GO_ON! } \
         let r = x << (n & 63); if r >> (n & 63) != x { EXIT! } RESULT! = U::new(r as u64);",
    ));
    let body = "let (x, n) = ({0}, {1}); let r = x << (n & 63); if r >> (n & 63) != x { EXIT! } RESULT! = U::new(r as u64);";
    forms.push(Form { range: counts, ..Form::of(Uop::ShiftLeftInt, &gi, g, body) });
    forms.push(Form::of(Uop::ShiftRightInt, &gg, g, "let (x, n) = ({0}, {1}); if n < 0 { EXIT! } RESULT! = U::new((x >> if n > 63 { 63 } else { n }) as u64);"));
    let (left, right) = ("RESULT! = U::new(({0} << ({1} & 63)) as u64);", "RESULT! = U::new(({0} >> ({1} & 63)) as u64);");
    forms.push(Form { range: counts, ..Form::of(Uop::ShiftRightInt, &gi, g, right) });
    for (uop, body) in [(Uop::ShiftLeftIntUnchecked, left), (Uop::ShiftRightIntUnchecked, right)] {
        forms.push(Form::of(uop, &gg, g, body));
        forms.push(Form { range: counts, ..Form::of(uop, &gi, g, body) });
    }
}

fn int_division(forms: &mut Vec<Form>) {
    let (gg, gi, g) = ([General, General], [General, Immediate], Some(General));
    let quotient = "let q = x.wrapping_div(y); let r = x.wrapping_rem(y); RESULT! = U::new(if r != 0 && (r ^ y) < 0 { q - 1 } else { q } as u64);";
    let remainder = "let r = x.wrapping_rem(y); RESULT! = U::new(if r != 0 && (r ^ y) < 0 { r.wrapping_add(y) } else { r } as u64);";
    let positive = "let (x, y) = ({0}, {1}); if y <= 0 { core::hint::unreachable_unchecked() }";
    forms.push(Form::of(
        Uop::FloorDivideInt,
        &gg,
        g,
        &format!("let (x, y) = ({{0}}, {{1}}); if y == 0 {{ EXIT! }} if x == i64::MIN && y == -1 {{ EXIT! }} {quotient}"),
    ));
    forms.push(Form::of(Uop::RemainderInt, &gg, g, &format!("let (x, y) = ({{0}}, {{1}}); if y == 0 {{ EXIT! }} {remainder}")));
    for (uop, unchecked, end) in [(Uop::FloorDivideInt, Uop::FloorDivideIntUnchecked, quotient), (Uop::RemainderInt, Uop::RemainderIntUnchecked, remainder)] {
        // The divisor needs one register too many.
        forms.push(Form { range: (1, i32::MAX), frame: true, ..Form::of(uop, &gi, g, &format!("{positive} {end}")) });
        forms.push(Form { range: (1, i32::MAX), frame: true, ..Form::of(unchecked, &gi, g, &format!("{positive} {end}")) });
        forms.push(Form::of(unchecked, &gg, g, &format!("{positive} {end}")));
    }
}

/// Operand forms of operations on two floats.
fn float_binary(forms: &mut Vec<Form>, uop: Uop, commutes: bool, result: Option<Place>, body: &str) {
    forms.push(Form::of(uop, &[Float, Float], result, body));
    forms.push(Form::of(uop, &[Float, PoolFloat], result, body));
    forms.push(Form::of(uop, &[Float, SpilledFloat], result, body));
    if !commutes {
        forms.push(Form::of(uop, &[PoolFloat, Float], result, body));
        forms.push(Form::of(uop, &[SpilledFloat, Float], result, body));
    }
}

fn float_arithmetic(forms: &mut Vec<Form>) {
    let x = Some(Float);
    for (uop, operator) in [(Uop::AddFloat, "+"), (Uop::SubtractFloat, "-"), (Uop::MultiplyFloat, "*"), (Uop::DivideFloatUnchecked, "/")] {
        let commutes = matches!(operator, "+" | "*");
        float_binary(forms, uop, commutes, x, &format!("RESULT! = U::new({{0}} {operator} {{1}});"));
    }
    float_binary(forms, Uop::DivideFloat, false, x, "if {1} == 0.0 { EXIT! } RESULT! = U::new({0} / {1});");
    // The sign bit comes from outside: LLVM would put it into a section of constants.
    forms.push(Form::of(Uop::NegateFloat, &[Float], x, "RESULT! = U::new(f64::from_bits({0}.to_bits() ^ W0!));"));
    forms.push(Form::of(Uop::AbsoluteFloat, &[Float], x, "RESULT! = U::new(f64::from_bits({0}.to_bits() & !W0!));"));
    forms.push(Form::of(
        Uop::SquareRoot,
        &[Float],
        x,
        "if {0} < 0.0 { EXIT! } let v = _mm_set_sd({0}); RESULT! = U::new(_mm_cvtsd_f64(_mm_sqrt_sd(v, v)));",
    ));
}

fn conversions(forms: &mut Vec<Form>) {
    let x = Some(Float);
    let exact = |operand: &str| format!("if ({operand}).wrapping_add(1 << 53) as u64 > 1 << 54 {{ EXIT! }}");
    for place in [General, Spilled] {
        forms.push(Form::of(Uop::IntToFloat, &[place], x, "RESULT! = U::new({0} as f64);"));
        forms.push(Form::of(Uop::IntToFloatExact, &[place], x, &format!("{} RESULT! = U::new({{0}} as f64);", exact("{0}"))));
    }
    // W0 is -2^63 as a float: the only float whose conversion is i64::MIN without having failed.
    forms.push(Form::of(
        Uop::FloatToInt,
        &[Float],
        Some(General),
        "let n = _mm_cvttsd_si64(_mm_set_sd({0})); if n == i64::MIN && {0}.to_bits() != W0! { EXIT! } RESULT! = U::new(n as u64);",
    ));
    let divide = "RESULT! = U::new({0} as f64 / {1} as f64);";
    forms.push(Form::of(Uop::DivideInt, &[General, General], x, &format!("if {{1}} == 0 {{ EXIT! }} {} {} {divide}", exact("{0}"), exact("{1}"))));
    forms.push(Form { range: (1, i32::MAX), ..Form::of(Uop::DivideInt, &[General, Immediate], x, &format!("{} {divide}", exact("{0}"))) });
}

fn comparisons(forms: &mut Vec<Form>) {
    let g = Some(General);
    for (uop, operator) in [(Uop::LtInt, "<"), (Uop::LeInt, "<="), (Uop::EqInt, "=="), (Uop::NeInt, "!=")] {
        int_compare(forms, uop, matches!(operator, "==" | "!="), g, &format!("RESULT! = U::new(({{0}} {operator} {{1}}) as u64);"));
    }
    for (uop, operator) in [(Uop::LtFloat, "<"), (Uop::LeFloat, "<="), (Uop::EqFloat, "=="), (Uop::NeFloat, "!=")] {
        float_binary(forms, uop, matches!(operator, "==" | "!="), g, &format!("RESULT! = U::new(({{0}} {operator} {{1}}) as u64);"));
    }
    for (uop, operator) in [(Uop::GuardLtInt, "<"), (Uop::GuardLeInt, "<="), (Uop::GuardEqInt, "=="), (Uop::GuardNeInt, "!=")] {
        int_compare(forms, uop, matches!(operator, "==" | "!="), None, &format!("if !({{0}} {operator} {{1}}) {{ EXIT! }}"));
    }
    int_compare(forms, Uop::GuardIndex, false, None, "if {0} < 0 { EXIT! } if {0} >= {1} { EXIT! }");
    for (uop, condition) in [
        (Uop::GuardLtFloat, "{0} < {1}"),
        (Uop::GuardLeFloat, "{0} <= {1}"),
        (Uop::GuardEqFloat, "{0} == {1}"),
        (Uop::GuardNeFloat, "{0} != {1}"),
        (Uop::GuardNotLtFloat, "!({0} < {1})"),
        (Uop::GuardNotLeFloat, "!({0} <= {1})"),
    ] {
        float_binary(forms, uop, matches!(uop, Uop::GuardEqFloat | Uop::GuardNeFloat), None, &format!("if !({condition}) {{ EXIT! }}"));
    }
    for (uop, body) in [
        (Uop::Is, "RESULT! = U::new(({u0} == {u1}) as u64);"),
        (Uop::GuardIs, "if {u0} != {u1} { EXIT! }"),
        (Uop::GuardIsNot, "if {u0} == {u1} { EXIT! }"),
    ] {
        let result = if uop == Uop::Is { g } else { None };
        for second in [General, Immediate, Pool, Spilled] {
            forms.push(Form::of(uop, &[General, second], result, body));
        }
    }
    forms.push(Form::of(Uop::Not, &[General], g, "RESULT! = U::new({u0} ^ 1);"));
}

fn int_compare(forms: &mut Vec<Form>, uop: Uop, commutes: bool, result: Option<Place>, body: &str) {
    forms.push(Form::of(uop, &[General, General], result, body));
    forms.push(Form::of(uop, &[General, Immediate], result, body));
    forms.push(Form::of(uop, &[General, Spilled], result, body));
    if !commutes {
        // An immediate index is checked by who selects the form: LLVM takes its sign for granted.
        let (body, range) = if uop == Uop::GuardIndex { ("if {0} >= {1} { EXIT! }", (0, i32::MAX)) } else { (body, (i32::MIN, i32::MAX)) };
        forms.push(Form { range, ..Form::of(uop, &[Immediate, General], result, body) });
        forms.push(Form { range, ..Form::of(uop, &[Immediate, Spilled], result, body) });
        forms.push(Form::of(uop, &[Spilled, General], result, body.replace("if {0} >= {1}", if uop == Uop::GuardIndex { "if {0} < 0 { EXIT! } if {0} >= {1}" } else { "if {0} >= {1}" }).as_str()));
    }
}

/// Tagging. `docs/heap.md` and `whipsnake_heap::Value` say what the words are; tests compare.
fn boxes(forms: &mut Vec<Form>) {
    let (g, x) = (Some(General), Some(Float));
    // Beyond 63 bits a helper makes the big int.
    forms.push(Form { slow: true, ..Form::of(Uop::BoxInt, &[General], g, "let (r, o) = {0}.overflowing_add({0}); if o { SLOW! } RESULT! = U::new(r as u64 | 1);") });
    slow_call(forms, &[General], g, "u64", "{u0}");
    forms.push(Form {
        slow: true,
        ..Form::of(
            Uop::BoxFloat,
            &[Float],
            g,
            "let r = {0}.to_bits().rotate_left(1); let t = r.wrapping_sub(768 << 53); if t.wrapping_sub(2) >= (1 << 62) - 2 { SLOW! } RESULT! = U::new(t << 2 | 2);",
        )
    });
    forms.push(Form {
        frame: true,
        ..Form::internal(
            "box_float_slow",
            &[Float],
            g,
            "extern \"C\" { fn HOLE_HELPER(f: *mut u64, x: f64) -> u64; } let r = {0}.to_bits().rotate_left(1); \
             RESULT! = U::new(if r <= 1 { r << 2 | 2 } else { HOLE_HELPER(f, {0}) });",
        )
    });
    forms.push(Form::of(Uop::BoxBool, &[General], g, "RESULT! = U::new({u0} << 3 | 20);"));
    for place in [General, Spilled] {
        forms.push(Form::of(Uop::UnboxInt, &[place], g, "if {0} & 1 == 0 { EXIT! } RESULT! = U::new(({0} >> 1) as u64);"));
        forms.push(Form::of(Uop::UnboxBool, &[place], g, "let t = {u0}.wrapping_sub(20); if t & !8 != 0 { EXIT! } RESULT! = U::new(t >> 3);"));
    }
    let unbox = "let w = {u0}; if w & 3 != 2 { SLOW! } let t = w >> 2; if t < 2 { SLOW! } RESULT! = U::new(f64::from_bits(t.wrapping_add(768 << 53).rotate_right(1)));";
    forms.push(Form { slow: true, ..Form::of(Uop::UnboxFloat, &[General], x, unbox) });
    // W0 is the type float, P0 the offset of the number in a float object.
    let slow = "let w = {u0}; let t = w >> 2; if w & 3 == 2 { RESULT! = U::new(f64::from_bits(t.rotate_right(1))); } \
                else { if w & 7 != 0 { EXIT! } if *at::<u64>(w, 0) != W0! { EXIT! } RESULT! = U::new(*at::<f64>(w, P0!)); }";
    forms.push(Form::internal("unbox_float_slow", &[General], x, slow));
}

/// The slow path of the form before it: a helper with all registers kept.
fn slow_call(forms: &mut Vec<Form>, operands: &[Place], result: Option<Place>, parameters: &str, arguments: &str) {
    let name = format!("{}_slow", forms.last().expect("there is a form before").name);
    let body = format!("extern \"C\" {{ fn HOLE_HELPER(f: *mut u64, x: {parameters}) -> u64; }} RESULT! = U::new(HOLE_HELPER(f, {arguments}));");
    forms.push(Form { frame: true, ..Form::internal(&name, operands, result, &body) });
}

fn guards(forms: &mut Vec<Form>) {
    for place in [General, Spilled] {
        for (uop, condition) in [
            (Uop::GuardInt, "{u0} & 1 != 0"),
            (Uop::GuardBool, "{u0}.wrapping_sub(20) & !8 == 0"),
            (Uop::GuardNone, "{u0} == 12"),
            (Uop::GuardNotNone, "{u0} != 12"),
            (Uop::GuardNull, "{u0} == 4"),
            (Uop::GuardNotNull, "{u0} != 4"),
            (Uop::GuardItem, "{u0} != 52"),
            (Uop::GuardExhausted, "{u0} == 52"),
            (Uop::GuardTrue, "{u0} != 0"),
            (Uop::GuardFalse, "{u0} == 0"),
        ] {
            forms.push(Form::of(uop, &[place], None, &format!("if !({condition}) {{ EXIT! }}")));
        }
    }
    forms.push(Form { slow: true, ..Form::of(Uop::GuardFloat, &[General], None, "if {u0} & 3 != 2 { SLOW! }") });
    forms.push(Form::internal("guard_float_slow", &[General], None, "if {u0} & 7 != 0 { EXIT! } if *at::<u64>({u0}, 0) != W0! { EXIT! }"));
}

fn locals(forms: &mut Vec<Form>) {
    // The first word of the area is the address of the first local.
    forms.push(Form::of(Uop::LoadLocal, &[], Some(General), "RESULT! = U::new(*at::<u64>(*f, P0!));"));
    for place in [General, Immediate, Pool, Spilled] {
        forms.push(Form::of(Uop::StoreLocal, &[place], None, "*at::<u64>(*f, P0!) = {u0};"));
    }
}

/// The 16 bytes of an object's header: type, then flags, kind (16 bits at byte 10) and shape (32 bits at byte 12).
fn object_guards(forms: &mut Vec<Form>) {
    // A heap object of this kind whose version (32 bits) is at an offset: P0 version, P1 offset, P2 kind.
    let versioned = "if {u0} & 7 != 0 { EXIT! } if *at::<u16>({u0}, 10) as i64 != P2! { EXIT! } if *at::<u32>({u0}, P1!) as i64 != P0! { EXIT! }";
    for (uop, body) in [
        (Uop::GuardType, "if {u0} & 7 != 0 { EXIT! } if *at::<u64>({u0}, 0) != W0! { EXIT! }"),
        (Uop::GuardKind, "if {u0} & 7 != 0 { EXIT! } if *at::<u16>({u0}, 10) as i64 != P0! { EXIT! }"),
        (Uop::GuardShape, "if {u0} & 7 != 0 { EXIT! } if *at::<u32>({u0}, 12) as i64 != P0! { EXIT! }"),
        (Uop::GuardTypeVersion, "if {u0} & 7 != 0 { EXIT! } if *at::<u32>(*at::<u64>({u0}, 0), P1!) as i64 != P0! { EXIT! }"),
        (Uop::GuardClassVersion, versioned),
        (Uop::GuardFunctionVersion, versioned),
        (Uop::GuardKeysVersion, versioned),
        (Uop::GuardGlobalsVersion, versioned),
    ] {
        forms.push(Form::of(uop, &[General], None, body));
    }
}

/// W0 and W1 are addresses of what the runtime keeps.
fn runtime_guards(forms: &mut Vec<Form>) {
    forms.push(Form::of(Uop::GuardQuiet, &[], None, "if *(W0! as *const u32) != 0 { EXIT! }"));
    // Whether the trace is valid, and P0 in what the second word of the area points to: whether its frames have been looked at.
    forms.push(Form::of(Uop::GuardValid, &[], None, "if *(W0! as *const u8) == 0 { EXIT! } if *at::<u8>(*f.add(1), P0!) != 0 { EXIT! }"));
    // W0 the end of the stack, P0 bytes; W1 how many frames may be made, P1 how many will be.
    forms.push(Form::of(Uop::GuardRoom, &[], None, "if f as u64 + P0! as u64 >= *(W0! as *const u64) { EXIT! } if *(W1! as *const i64) < P1! { EXIT! }"));
}

/// P0 is an offset in the object, P1 one in what is found there.
fn loads(forms: &mut Vec<Form>) {
    let g = Some(General);
    let field = "RESULT! = U::new(*at::<u64>({u0}, P0!));";
    for uop in [
        Uop::LoadSlot, Uop::LoadTypeSlot, Uop::LoadCell, Uop::ListLength, Uop::TupleLength, Uop::StrLength, Uop::BytesLength, Uop::TableLength, Uop::BoundFunction,
        Uop::BoundSelf, Uop::LoadIteratorInt, Uop::LoadGeneratorSlot,
    ] {
        forms.push(Form::of(uop, &[General], g, field));
        forms.push(Form::of(uop, &[Pool], g, field));
    }
    for uop in [Uop::LoadDictValue, Uop::LoadGlobal] {
        let body = "RESULT! = U::new(*at::<u64>(*at::<u64>({u0}, P0!), P1!));";
        forms.push(Form::of(uop, &[General], g, body));
        forms.push(Form::of(uop, &[Pool], g, body));
    }
    // A list without buffer has no items that anybody may look at.
    forms.push(Form::of(Uop::ListBuffer, &[General], g, "RESULT! = U::new((*at::<u64>({u0}, P0!)).wrapping_add(P1! as u64));"));
    forms.push(Form::of(Uop::IteratorSource, &[General], g, "let s = *at::<u64>({u0}, P0!); RESULT! = U::new(if s == 0 { 4 } else { s });"));
    forms.push(Form::of(Uop::LoadItem, &[General, General], g, "RESULT! = U::new(*at::<u64>({u0}, {1}.wrapping_mul(8)));"));
    forms.push(Form::of(Uop::LoadByte, &[General, General], g, "RESULT! = U::new((*at::<u8>({u0}, P0!.wrapping_add({1}))).into());"));
    // P0 and P1 are the offsets of the lengths in bytes and characters, P2 that of the bytes, P3 the flag of strings whose bytes are elsewhere; W0 the
    // address of the strings of one character.
    let character = "if *at::<u64>({u0}, P0!) != *at::<u64>({u0}, P1!) { SLOW! } if *at::<u8>({u0}, 9) as i64 & P3! != 0 { SLOW! } \
                     RESULT! = U::new(*at::<u64>(W0!, 8 * *at::<u8>({u0}, P2!.wrapping_add({1})) as i64));";
    forms.push(Form { slow: true, ..Form::of(Uop::LoadStrItem, &[General, General], g, character) });
    slow(forms, "extern \"C\" { fn HOLE_HELPER(f: *mut u64, text: u64, index: i64) -> u64; } RESULT! = U::new(HOLE_HELPER(f, {u0}, {1}));");
    // P0 is the offset of the length in bytes.
    let equal = "if {u0} == {u1} { RESULT! = U::new(1); GO_ON! } if *at::<u64>({u0}, P0!) == *at::<u64>({u1}, P0!) { SLOW! } RESULT! = U::new(0);";
    forms.push(Form { slow: true, ..Form::of(Uop::EqStr, &[General, General], g, equal) });
    slow(forms, "extern \"C\" { fn HOLE_HELPER(f: *mut u64, a: u64, b: u64) -> u64; } RESULT! = U::new(HOLE_HELPER(f, {u0}, {u1}));");
    forms.push(Form::of(Uop::LoadTupleItem, &[General, General], g, "RESULT! = U::new(*at::<u64>({u0}, P0!.wrapping_add({1}.wrapping_mul(8))));"));
}

/// P0 to P2 are the offsets of the state and of what the frame says of where it is.
fn generators(forms: &mut Vec<Form>) {
    // W0 is the address of the instruction, P2 the offset of the frame object, P3 that of the exception being handled, W1 where the resumer's stands. States
    // from 3 on are those that cannot be resumed.
    let suspended = "if *at::<u8>({u0}, P0!) >= 3 { EXIT! } if *at::<u64>({u0}, P1!) != W0! { EXIT! } if *at::<u64>({u0}, P2!) != 4 { EXIT! } \
        if *at::<u64>({u0}, P3!) != 4 { EXIT! } if *(W1! as *const u64) != 4 { EXIT! }";
    forms.push(Form::of(Uop::GuardSuspended, &[General], None, suspended));
    forms.push(Form::of(Uop::EnterGenerator, &[General], None, "*at::<u8>({u0}, P0!) = 3;"));
    // W0 is the address of the instruction, P2 the offset of the top of the stack, P3 how far from the object that is, W1 the state.
    let leave = "*at::<u64>({u0}, P1!) = W0!; *at::<u64>({u0}, P2!) = {u0}.wrapping_add(P3! as u64); *at::<u8>({u0}, P0!) = W1! as u8; if *at::<u8>({u0}, 8) & 1 != 0 { SLOW! }";
    forms.push(Form { slow: true, ..Form::of(Uop::LeaveGenerator, &[General], None, leave) });
    slow(forms, "extern \"C\" { fn HOLE_HELPER(f: *mut u64, owner: u64, slot: u64); } HOLE_HELPER(f, {u0}, 0);");
    for value in [General, Immediate, Pool] {
        forms.push(Form::of(Uop::StoreGeneratorSlot, &[General, value], None, "*at::<u64>({u0}, P0!) = {u1};"));
    }
}

/// After a store into an object whose barrier is armed (bit 0 of byte 8), the slow path logs it. Small constants are no objects.
fn stores(forms: &mut Vec<Form>) {
    let logs = |owner: &str, slot: &str| {
        format!("extern \"C\" {{ fn HOLE_HELPER(f: *mut u64, owner: u64, slot: u64); }} HOLE_HELPER(f, {owner}, {slot});")
    };
    for uop in [Uop::StoreSlot, Uop::StoreCell] {
        let store = "*at::<u64>({u0}, P0!) = {u1};";
        forms.push(Form::of(uop, &[General, Immediate], None, store));
        for value in [General, Pool] {
            forms.push(Form { slow: true, ..Form::of(uop, &[General, value], None, &format!("{store} if *at::<u8>({{u0}}, 8) & 1 != 0 {{ SLOW! }}")) });
            slow(forms, &logs("{u0}", "{u0}.wrapping_add(P0! as u64)"));
        }
    }
    // P0 is the offset of the buffer of entries, P1 that of the value in it, P2 that of who wants to hear of changes, P3 the number of the entry.
    let entry = "let entries = *at::<u64>({u0}, P0!); if *at::<u32>({u0}, P2!) != 0 { SLOW! } if *at::<u8>(entries, 8) & 1 != 0 { SLOW! } *at::<u64>(entries, P1!) = {u1};";
    for uop in [Uop::StoreDictValue, Uop::StoreGlobal] {
        for (dict, value) in [(General, General), (General, Pool), (Pool, General), (Pool, Pool)] {
            forms.push(Form { slow: true, ..Form::of(uop, &[dict, value], None, entry) });
            slow(forms, "extern \"C\" { fn HOLE_HELPER(f: *mut u64, dict: u64, value: u64, entry: u64); } HOLE_HELPER(f, {u0}, {u1}, P3! as u64);");
        }
    }
    forms.push(Form::of(Uop::StoreShape, &[General], None, "*at::<u32>({u0}, 12) = P0! as u32;"));
    forms.push(Form::of(Uop::StoreIteratorInt, &[General, General], None, "*at::<u64>({u0}, P0!) = {u1};"));
    // P0 is the offset of a buffer's items.
    let item = "({u0}.wrapping_add({u1}.wrapping_mul(8)))";
    forms.push(Form::of(Uop::StoreItem, &[General, General, Immediate, Ignored], None, &format!("*at::<u64>({item}, 0) = {{u2}};")));
    for value in [General, Pool] {
        let body = format!("*at::<u64>({item}, 0) = {{u2}}; if *at::<u8>({{u0}}.wrapping_sub(P0! as u64), 8) & 1 != 0 {{ SLOW! }}");
        forms.push(Form { slow: true, ..Form::of(Uop::StoreItem, &[General, General, value, Ignored], None, &body) });
        slow(forms, &logs("{u0}.wrapping_sub(P0! as u64)", item));
    }
    // P0 the length's offset, P1 the buffer's, P2 that of a buffer's items, behind which its capacity stands.
    let append = "let buffer = *at::<u64>({u0}, P1!); let length = *at::<u64>({u0}, P0!); if buffer == 0 { SLOW! } if length >= *at::<u64>(buffer, 16) { SLOW! } \
                  if *at::<u8>(buffer, 8) & 1 != 0 { SLOW! } *at::<u64>(buffer.wrapping_add(length.wrapping_mul(8)), P2!) = {u1}; *at::<u64>({u0}, P0!) = length + 1;";
    forms.push(Form { slow: true, ..Form::of(Uop::AppendList, &[General, General], None, append) });
    slow(forms, "extern \"C\" { fn HOLE_HELPER(f: *mut u64, list: u64, value: u64) -> u64; } if HOLE_HELPER(f, {u0}, {u1}) == 0 { EXIT! }");
}

/// The slow path of the form before it.
fn slow(forms: &mut Vec<Form>, body: &str) {
    let before = forms.last().expect("there is a form before");
    let form = Form { frame: true, ..Form::internal(&format!("{}_slow", before.name), &before.operands.clone(), before.result, body) };
    forms.push(form);
}

/// W0 is the address of the bump of the size class: the next cell's address, then the limit.
fn allocations(forms: &mut Vec<Form>) {
    // P0 bytes of the cell, P1 bytes of the slots, W1 the second word of the header.
    let instance = "let cell = *(W0! as *const u64); let end = cell.wrapping_add(P0! as u64); if end > *at::<u64>(W0!, 8) { SLOW! } *(W0! as *mut u64) = end; \
                    *at::<u64>(cell, 0) = {u0}; *at::<u64>(cell, 8) = W1!; let last = cell.wrapping_add(P1! as u64); let mut slot = cell; \
                    while slot != last { core::ptr::write_volatile(at::<u64>(slot, 16), 4); slot = slot.wrapping_add(8); } RESULT! = U::new(cell);";
    for class in [General, Pool] {
        forms.push(Form { slow: true, ..Form::of(Uop::NewInstance, &[class], Some(General), instance) });
        slow(forms, "extern \"C\" { fn HOLE_HELPER(f: *mut u64, class: u64) -> u64; } RESULT! = U::new(HOLE_HELPER(f, {u0}));");
    }
    // P0 bytes of the cell, W1 the second word of the header, W2 the type.
    let cell = "let cell = *(W0! as *const u64); let end = cell.wrapping_add(P0! as u64); if end > *at::<u64>(W0!, 8) { SLOW! } *(W0! as *mut u64) = end; \
                *at::<u64>(cell, 0) = W2!; *at::<u64>(cell, 8) = W1!; *at::<u64>(cell, 16) = {u0}; RESULT! = U::new(cell);";
    forms.push(Form { slow: true, ..Form::of(Uop::NewCell, &[General], Some(General), cell) });
    slow(forms, "extern \"C\" { fn HOLE_HELPER(f: *mut u64, value: u64) -> u64; } RESULT! = U::new(HOLE_HELPER(f, {u0}));");
    // An iterator at the start of a sequence.
    let iterator = "let cell = *(W0! as *const u64); let end = cell.wrapping_add(P0! as u64); if end > *at::<u64>(W0!, 8) { SLOW! } *(W0! as *mut u64) = end; \
                    *at::<u64>(cell, 0) = W2!; *at::<u64>(cell, 8) = W1!; *at::<u64>(cell, 16) = 0; *at::<u64>(cell, 24) = {u0}; RESULT! = U::new(cell);";
    forms.push(Form { slow: true, ..Form::of(Uop::NewSequenceIterator, &[General], Some(General), iterator) });
    slow(forms, "extern \"C\" { fn HOLE_HELPER(f: *mut u64, sequence: u64) -> u64; } RESULT! = U::new(HOLE_HELPER(f, {u0}));");
    let method = "let cell = *(W0! as *const u64); let end = cell.wrapping_add(P0! as u64); if end > *at::<u64>(W0!, 8) { SLOW! } *(W0! as *mut u64) = end; \
                  *at::<u64>(cell, 0) = W2!; *at::<u64>(cell, 8) = W1!; *at::<u64>(cell, 16) = {u0}; *at::<u64>(cell, 24) = {u1}; RESULT! = U::new(cell);";
    forms.push(Form { slow: true, ..Form::of(Uop::NewBoundMethod, &[General, General], Some(General), method) });
    slow(forms, "extern \"C\" { fn HOLE_HELPER(f: *mut u64, function: u64, this: u64) -> u64; } RESULT! = U::new(HOLE_HELPER(f, {u0}, {u1}));");
}
