//! Schedules beside the formulas of Keras and `PyTorch`, computed with std's functions.

use mlp_core::schedule::{
    Cosine, CosineRestarts, Exponential, InverseTime, OneCycle, PiecewiseConstant, Polynomial,
    Progress, ReduceOnPlateau, Schedule, StepDecay, Warmup,
};
use std::f64::consts::PI;

const EPOCHS: usize = 10;
const STEPS_PER_EPOCH: usize = 7;

/// The factor at every step of a run, asked for as the trainer asks.
fn factors<S: Schedule>(schedule: &S) -> Vec<f64> {
    let state = S::State::default();
    let mut factors = Vec::new();
    for epoch in 1..=EPOCHS {
        let start = Progress::new(epoch, EPOCHS, STEPS_PER_EPOCH);
        for k in 0..STEPS_PER_EPOCH {
            let at = if schedule.each_step() {
                start.later(k)
            } else {
                start
            };
            factors.push(schedule.factor(&state, &at));
        }
    }
    factors
}

/// Compares every step with a formula of the step, counted from 0.
#[track_caller]
fn is<S: Schedule>(schedule: &S, formula: impl Fn(usize) -> f64) {
    for (step, factor) in factors(schedule).into_iter().enumerate() {
        let expected = formula(step);
        let difference = (factor - expected).abs();
        assert!(difference <= 1e-14, "step {step}: {factor}, not {expected}");
    }
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn real(count: usize) -> f64 {
    count as f64
}

#[test]
fn exponential_decay_is_that_of_keras() {
    is(&Exponential::new(0.9), |step| {
        0.9_f64.powf(real(step / STEPS_PER_EPOCH))
    });
    let by_steps = Exponential::new(0.9).decay_steps(4);
    is(&by_steps, |step| 0.9_f64.powf(real(step) / 4.0));
    is(&by_steps.staircase(), |step| 0.9_f64.powf(real(step / 4)));
}

#[test]
fn inverse_time_decay_is_that_of_keras() {
    is(&InverseTime::new(0.5), |step| {
        1.0 / (1.0 + 0.5 * real(step / STEPS_PER_EPOCH))
    });
    let by_steps = InverseTime::new(0.5).decay_steps(4);
    is(&by_steps, |step| 1.0 / (1.0 + 0.5 * real(step) / 4.0));
    is(&by_steps.staircase(), |step| {
        1.0 / (1.0 + 0.5 * real(step / 4))
    });
}

#[test]
fn decay_by_steps_of_epochs_falls_where_it_should() {
    is(&StepDecay::new(0.5, 3), |step| {
        0.5_f64.powf(real(step / STEPS_PER_EPOCH / 3))
    });
    is(
        &PiecewiseConstant::new([(4, 0.5), (6, 0.25)]),
        |step| match step / STEPS_PER_EPOCH + 1 {
            ..4 => 1.0,
            4..6 => 0.5,
            _ => 0.25,
        },
    );
}

#[test]
fn polynomial_decay_is_that_of_keras() {
    let run = real(EPOCHS * STEPS_PER_EPOCH);
    is(&Polynomial::new(0.1), |step| {
        0.9 * (1.0 - real(step) / run) + 0.1
    });
    let square = Polynomial::new(0.1).power(1.5).decay_steps(40);
    is(&square, |step| {
        0.9 * (1.0 - real(step.min(40)) / 40.0).powf(1.5) + 0.1
    });
}

#[test]
fn cosine_decay_is_that_of_keras() {
    let half = |t: f64| 0.5 * (1.0 + (PI * t).cos());
    let run = real(EPOCHS * STEPS_PER_EPOCH);
    is(&Cosine::new(), |step| half(real(step) / run));
    let short = Cosine::new().alpha(0.2).decay_steps(40);
    is(&short, |step| 0.8 * half(real(step.min(40)) / 40.0) + 0.2);
    let warm = Warmup::new(20).then(Cosine::new());
    is(&warm, |step| {
        half(real(step) / run) * (real(step + 1) / 20.0).min(1.0)
    });
    is(&Warmup::new(5), |step| (real(step + 1) / 5.0).min(1.0));
}

#[test]
fn cosine_restarts_are_those_of_keras() {
    let schedule = CosineRestarts::new(8).t_mul(1.5).m_mul(0.9).alpha(0.1);
    // Keras finds the cycle with logarithms.
    is(&schedule, |step| {
        let completed = real(step) / 8.0;
        let cycle = ((1.0 - completed * (1.0 - 1.5)).ln() / 1.5_f64.ln() + 1e-12).floor();
        let before = (1.0 - 1.5_f64.powf(cycle)) / (1.0 - 1.5);
        let t = (completed - before) / 1.5_f64.powf(cycle);
        0.9_f64.powf(cycle) * (0.9 * 0.5 * (1.0 + (PI * t).cos()) + 0.1)
    });
    let shorter = CosineRestarts::new(8).t_mul(0.5);
    assert!(factors(&shorter).iter().all(|factor| factor.is_nan()));
}

#[test]
fn one_cycle_is_that_of_pytorch() {
    let run = real(EPOCHS * STEPS_PER_EPOCH);
    is(&OneCycle::new(), |step| {
        let anneal = |a: f64, b: f64, t: f64| b + (a - b) / 2.0 * (1.0 + (PI * t).cos());
        let (top, end) = (0.3 * run - 1.0, run - 1.0);
        if real(step) <= top {
            anneal(1.0 / 25.0, 1.0, real(step) / top)
        } else {
            anneal(1.0, 1.0 / 25.0 / 1e4, (real(step) - top) / (end - top))
        }
    });
}

/// By hand, with patience 2, `min_delta` 0.1 and a cooldown of 2 epochs.
#[test]
fn a_plateau_lowers_the_rate_as_in_keras() {
    let schedule = ReduceOnPlateau::new()
        .factor(0.5)
        .patience(2)
        .min_delta(0.1)
        .cooldown(2)
        .min_factor(0.2);
    let mut state = Default::default();
    let losses = [
        1.0, 0.95, 0.95, 0.95, 0.95, 0.95, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8,
    ];
    let expected = [
        1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2,
    ];
    for (loss, expected) in losses.into_iter().zip(expected) {
        schedule.end_of_epoch(&mut state, loss);
        let factor = Schedule::factor(&schedule, &state, &Progress::new(1, 1, 1));
        assert_eq!(factor, expected, "{state:?}");
    }
}

#[test]
fn a_loss_that_falls_by_min_delta_alone_is_no_better() {
    // Keras asks for less than `best − min_delta`.
    let schedule = ReduceOnPlateau::new()
        .factor(0.5)
        .patience(1)
        .min_delta(0.25);
    let factor_after = |losses: &[f64]| {
        let mut state = <ReduceOnPlateau as Schedule>::State::default();
        for &loss in losses {
            schedule.end_of_epoch(&mut state, loss);
        }
        Schedule::factor(&schedule, &state, &Progress::new(1, 1, 1))
    };
    assert_eq!(factor_after(&[1.0, 0.75]), 0.5);
    assert_eq!(factor_after(&[1.0, 0.6875]), 1.0);
}

#[test]
fn a_run_of_nothing_does_no_harm() {
    let nowhere = Progress::new(0, 0, 0);
    let factors = [
        Exponential::new(0.5).decay_steps(0).factor(&[], &nowhere),
        InverseTime::new(0.5).decay_steps(0).factor(&[], &nowhere),
        StepDecay::new(0.5, 0).factor(&[], &nowhere),
        Polynomial::new(0.5).decay_steps(0).factor(&[], &nowhere),
        Cosine::new().factor(&[], &nowhere),
        CosineRestarts::new(0).factor(&[], &nowhere),
        OneCycle::new().factor(&[], &nowhere),
        Warmup::new(0).factor(&[], &nowhere),
    ];
    assert!(
        factors.iter().all(|factor| factor.is_finite()),
        "{factors:?}"
    );
}
