//! The geometric mean of key sizes, bit for bit as Go computes it on amd64: `math.Log` and `math.Exp` there are other
//! approximations than Rust's, and gofmt compares the result with a threshold that sizes such as 20 and 50 hit exactly.
//! (On machines without fused multiply-add, and on other processors, gofmt itself may decide such ties otherwise.)
#![expect(clippy::excessive_precision, reason = "the constants are as Go's source has them")]

/// The sizes of the keys of one section so far.
#[derive(Default)]
pub(super) struct GeometricMean {
    log_sum: f64,
    count: u32,
}

impl GeometricMean {
    /// Adds a size; it must not be 0.
    pub(super) fn add(&mut self, size: usize) {
        self.log_sum += ln(size as f64);
        self.count += 1;
    }

    /// The mean; `None` if there are no sizes.
    pub(super) fn get(&self) -> Option<f64> {
        (self.count > 0).then(|| exp(self.log_sum / f64::from(self.count)))
    }
}

/// Go's `math.Log` for finite `x >= 1` (`log_amd64.s`).
fn ln(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;
    const L: [f64; 7] = [
        6.666_666_666_666_735_130e-1,
        3.999_999_999_940_941_908e-1,
        2.857_142_874_366_239_149e-1,
        2.222_219_843_214_978_396e-1,
        1.818_357_216_161_805_012e-1,
        1.531_383_769_920_937_332e-1,
        1.479_819_860_511_658_591e-1,
    ];
    let bits = x.to_bits();
    let mut k = ((bits >> 52) & 0x7ff) as f64 - f64::from(0x3fe);
    let mut f = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 0.5f64.to_bits());
    if f <= std::f64::consts::FRAC_1_SQRT_2 {
        k -= 1.0;
        f *= 2.0;
    }
    f -= 1.0;
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let t1 = s2 * (L[0] + s4 * (L[2] + s4 * (L[4] + s4 * L[6])));
    let t2 = s4 * (L[1] + s4 * (L[3] + s4 * L[5]));
    let half_square = 0.5 * f * f;
    k * LN2_HIGH - ((half_square - (s * (half_square + (t1 + t2)) + k * LN2_LOW)) - f)
}

/// Go's `math.Exp` for small `x >= 0` (`exp_amd64.s`, with fused multiply-add).
fn exp(x: f64) -> f64 {
    const LN2_UPPER: f64 = 0.693_147_180_559_662_956_511_601_805_686_950_683_593_75;
    const LN2_LOWER: f64 = 0.282_352_905_630_315_771_225_884_481_750_134_360_255_254_120_68e-12;
    const TAYLOR: [f64; 8] = [
        2.480_158_730_158_730_158_7e-5,
        1.984_126_984_126_984_127_0e-4,
        1.388_888_888_888_888_888_9e-3,
        8.333_333_333_333_333_333_3e-3,
        4.166_666_666_666_666_666_7e-2,
        1.666_666_666_666_666_666_7e-1,
        0.5,
        1.0,
    ];
    let exponent = (x * std::f64::consts::LOG2_E).round_ties_even();
    let reduced = (-exponent).mul_add(LN2_LOWER, (-exponent).mul_add(LN2_UPPER, x)) * 0.0625;
    let series = TAYLOR[1..].iter().fold(TAYLOR[0], |sum, term| sum.mul_add(reduced, *term));
    let mut power = reduced * series;
    for _ in 0..3 {
        power *= power + 2.0;
    }
    power = (power + 2.0).mul_add(power, 1.0);
    power * f64::from_bits(((exponent as i64 + 0x3ff) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_and_power_have_the_bits_of_go() {
        // Printed by Go on amd64: math.Float64bits of math.Log(n) and of math.Exp(math.Log(n)).
        for (n, log, mean) in TABLE {
            assert_eq!((ln(n).to_bits(), exp(ln(n)).to_bits()), (log, mean), "{n}");
        }
    }

    const TABLE: [(f64, u64, u64); 14] = [
        (1.0, 0x0, 0x3ff0000000000000),
        (2.0, 0x3fe62e42fefa39ef, 0x4000000000000000),
        (3.0, 0x3ff193ea7aad030a, 0x4007ffffffffffff),
        (5.0, 0x3ff9c041f7ed8d33, 0x4014000000000000),
        (18.0, 0x40071f7b3a6b9186, 0x4031ffffffffffff),
        (20.0, 0x4007f7427b73e391, 0x4033ffffffffffff),
        (24.0, 0x40096ca77c922cf9, 0x4038000000000001),
        (32.0, 0x400bb9d3beb8c86b, 0x4040000000000000),
        (45.0, 0x400e740b76a3c9a4, 0x40467fffffffffff),
        (50.0, 0x400f4bd2b7ac1baf, 0x4049000000000000),
        (57.0, 0x40102c15a1ad9a59, 0x404c800000000001),
        (64.0, 0x4010a2b23f3bab73, 0x404ffffffffffffd),
        (100.0, 0x40126bb1bbb55516, 0x4059000000000003),
        (1000.0, 0x401ba18a998fffa0, 0x408f3ffffffffffe),
    ];
}
