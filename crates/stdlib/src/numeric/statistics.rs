//! `_statistics`: the inverse of the normal distribution.

use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, Value, Vm, def};

use whipsnake_builtins::number::float::real;

use crate::support::array;

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    static FUNCTIONS: &[NativeDef] = &[def("_normal_dist_inv_cdf", "($module, p, mu, sigma, /)", Call::Bound(inverse))];
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

fn inverse(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [p, mu, sigma] = array(a);
    let mut number = |value| real(vm, value);
    let (p, mu, sigma) = (number(p)?, number(mu)?, number(sigma)?);
    if p <= 0.0 || p >= 1.0 {
        return Err(vm.value_error("inv_cdf undefined for these parameters"));
    }
    Ok(vm.new_float(mu + standard_quantile(p) * sigma))
}

/// A quotient of two polynomials, coefficients from the highest power down.
struct Rational([f64; 8], [f64; 8]);

impl Rational {
    /// The two polynomials' values.
    fn parts(&self, x: f64) -> (f64, f64) {
        let value = |coefficients: &[f64; 8]| coefficients[1..].iter().fold(coefficients[0], |sum, c| sum * x + c);
        (value(&self.0), value(&self.1))
    }
}

/// Around the middle, in the tails, and far out: algorithm AS 241, PPND16, by Michael J. Wichura (Applied Statistics 37, 1988).
static MIDDLE: Rational = Rational(
    [
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ],
    [
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ],
);
static TAIL: Rational = Rational(
    [
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ],
    [
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ],
);
static FAR: Rational = Rational(
    [
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ],
    [
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ],
);

/// The point of the standard normal distribution below which the share `p` lies.
fn standard_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let (numerator, denominator) = MIDDLE.parts(0.180625 - q * q);
        return numerator * q / denominator;
    }
    let r = (-(if q <= 0.0 { p } else { 1.0 - p }).ln()).sqrt();
    let (numerator, denominator) = if r <= 5.0 { TAIL.parts(r - 1.6) } else { FAR.parts(r - 5.0) };
    let x = numerator / denominator;
    if q < 0.0 { -x } else { x }
}
