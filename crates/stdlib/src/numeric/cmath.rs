//! `cmath`: functions of complex numbers.

use num_complex::Complex64;
use pymath::cmath as pc;
use whipsnake_builtins::number::float::real;
use whipsnake_runtime::{Call, Complex, Gc, Module, NativeDef, PyResult, Raised, Value, Vm, def};

use crate::support::array;

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    vm.add_functions(module, SIMPLE);
    let constants = [("pi", std::f64::consts::PI), ("e", std::f64::consts::E), ("tau", std::f64::consts::TAU), ("inf", f64::INFINITY), ("nan", f64::NAN)];
    for (name, value) in constants {
        let value = vm.new_float(value);
        vm.set_module_attr(module, name, value);
    }
    for (name, value) in [("infj", f64::INFINITY), ("nanj", f64::NAN)] {
        let value = vm.new_complex(0.0, value);
        vm.set_module_attr(module, name, value);
    }
    Ok(())
}

/// `complex(z)` for numbers only.
fn complex(vm: &mut Vm, z: Value) -> Result<Complex64, Raised> {
    if let Some(z) = Gc::<Complex>::cast(z) {
        return Ok(Complex64::new(z.real, z.imag));
    }
    if let Some(made) = vm.call_special_optional(z, vm.names.__complex__, &[])? {
        if let Some(z) = Gc::<Complex>::cast(made) {
            return Ok(Complex64::new(z.real, z.imag));
        }
        let got = vm.type_of(made).name_string();
        return Err(vm.type_error(&format!("__complex__ returned non-complex (type {got})")));
    }
    Ok(Complex64::new(real(vm, z)?, 0.0))
}

#[cold]
fn raise(vm: &mut Vm, error: pymath::Error) -> Raised {
    match error {
        pymath::Error::EDOM => vm.value_error("math domain error"),
        pymath::Error::ERANGE => vm.overflow_error("math range error"),
    }
}

fn finish(vm: &mut Vm, result: pymath::Result<Complex64>) -> PyResult {
    match result {
        Ok(z) => Ok(vm.new_complex(z.re, z.im)),
        Err(error) => Err(raise(vm, error)),
    }
}

macro_rules! simple {
    ($($name:literal $function:path,)*) => {
        static SIMPLE: &[NativeDef] = &[
            $(def($name, "($module, z, /)", Call::A1(|vm, z| {
                let z = complex(vm, z)?;
                finish(vm, $function(z))
            })),)*
        ];
    };
}
simple! {
    "acos" pc::acos, "acosh" pc::acosh, "asin" pc::asin, "asinh" pc::asinh, "atan" pc::atan, "atanh" pc::atanh, "cos" pc::cos, "cosh" pc::cosh,
    "exp" pc::exp, "log10" pc::log10, "sin" pc::sin, "sinh" pc::sinh, "sqrt" pc::sqrt, "tan" pc::tan, "tanh" pc::tanh,
}

static FUNCTIONS: &[NativeDef] = &[
    def("isfinite", "($module, z, /)", Call::A1(|vm, z| Ok(Value::bool(pc::isfinite(complex(vm, z)?))))),
    def("isinf", "($module, z, /)", Call::A1(|vm, z| Ok(Value::bool(pc::isinf(complex(vm, z)?))))),
    def("isnan", "($module, z, /)", Call::A1(|vm, z| Ok(Value::bool(pc::isnan(complex(vm, z)?))))),
    def("isclose", "($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)", Call::Bound(isclose)),
    def("log", "($module, z, base=<unrepresentable>, /)", Call::Bound(|vm, a| {
        let z = complex(vm, a[0])?;
        let base = match a[1].given() {
            Some(base) => Some(complex(vm, base)?),
            None => None,
        };
        finish(vm, pc::log(z, base))
    })),
    def("phase", "($module, z, /)", Call::A1(|vm, z| {
        let z = complex(vm, z)?;
        match pc::phase(z) {
            Ok(phase) => Ok(vm.new_float(phase)),
            Err(error) => Err(raise(vm, error)),
        }
    })),
    def("polar", "($module, z, /)", Call::A1(|vm, z| {
        let z = complex(vm, z)?;
        match pc::polar(z) {
            Ok((r, phi)) => {
                let (r, phi) = (vm.new_float(r), vm.new_float(phi));
                Ok(vm.new_tuple(&[r, phi]).value())
            }
            Err(error) => Err(raise(vm, error)),
        }
    })),
    def("rect", "($module, r, phi, /)", Call::A2(|vm, r, phi| {
        let (r, phi) = (real(vm, r)?, real(vm, phi)?);
        finish(vm, pc::rect(r, phi))
    })),
];

fn isclose(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [a, b, relative, absolute] = array(a);
    let (a, b) = (complex(vm, a)?, complex(vm, b)?);
    let relative = match relative.given() {
        Some(t) => real(vm, t)?,
        None => 1e-9,
    };
    let absolute = match absolute.given() {
        Some(t) => real(vm, t)?,
        None => 0.0,
    };
    match pc::isclose(a, b, Some(relative), Some(absolute)) {
        Ok(close) => Ok(Value::bool(close)),
        Err(_) => Err(vm.value_error("tolerances must be non-negative")),
    }
}
