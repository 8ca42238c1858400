"""SciPy's answers about paired differences: tests, claims, intervals, effects, Holm's correction.

Sign flips and signed ranks of more than 20 differences, which SciPy could only sample, are counted
here: all sums of one half's signs against all of the other's. SciPy has no bootstrap-t for a test; the
one here has NumPy's stream and 200,000 resamples, so that the project's 9,999 can only come near it.
usage: statistics.py > statistics.json
"""
import json, sys
import numpy as np
import scipy
import statsmodels
from scipy import stats
from scipy.special import gammaln
from statsmodels.stats.multitest import multipletests

UNIT = 10_000  # quantised metrics are shares of 10,000 samples
EXACT = 20
BOOTSTRAP = 200_000
MARGINS = [0.0, 0.001, 0.004]

generator = np.random.default_rng(6)

def normal(n):
    d = [float(f"{v:.12g}") for v in generator.normal(0.0015, 0.002, n)]
    return {"kind": "normal", "differences": d, "exact": d, "unit": 1}

def quantised(n):
    """Whole numbers of samples, and their differences as floating point has them."""
    spread = 6 if n < 25 else 20  # few values: ties, and zeros at some margin
    treatment = 9800 + generator.integers(-spread, spread + 1, n)
    baseline = treatment - generator.choice([-10, 0, 5, 10, 10, 15, 20, 40], n)
    return {"kind": "quantised", "differences": (treatment / UNIT - baseline / UNIT).tolist(),
            "exact": (treatment - baseline).tolist(), "unit": UNIT}

def constant(n):
    treatment = 9812 + np.arange(n) * 7
    baseline = treatment - 13
    return {"kind": "constant", "differences": (treatment / UNIT - baseline / UNIT).tolist(),
            "exact": (treatment - baseline).tolist(), "unit": UNIT}

def signed_sums(values):
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums + value, sums - value])
    return np.sort(sums)

def counted(values):
    """P(sum of the values with random signs >= their sum), for any n."""
    left, right = signed_sums(values[: len(values) // 2]), signed_sums(values[len(values) // 2:])
    slack = 1e-12 * np.abs(values).max()
    return float((len(right) - np.searchsorted(right, values.sum() - slack - left)).sum() / 2.0 ** len(values))

def sign_flip(x, alternative):
    if not x.any():
        return 1.0
    if len(x) > EXACT:
        return counted(x if alternative == "greater" else -x)
    if len(x) == 1:
        return 0.5 if (x[0] > 0) == (alternative == "greater") else 1.0
    return float(stats.permutation_test((x,), np.sum, permutation_type="samples", n_resamples=np.inf,
                                        alternative=alternative, batch=2**16).pvalue)

def wilcoxon(x, alternative):
    known = x[x != 0]
    zeros = int(len(x) - len(known))
    if len(known) == 0:
        return {"p": 1.0, "zeros": zeros}
    ranks = stats.rankdata(np.abs(known))
    if len(set(ranks)) == len(ranks):
        p = float(stats.wilcoxon(known, method="exact", alternative=alternative).pvalue)
    else:
        p = sign_flip(np.sign(known) * ranks, alternative)
    return {"p": p, "zeros": zeros}

def resampled_ts(d):
    picks = np.random.default_rng(len(d)).integers(0, len(d), (BOOTSTRAP, len(d)))
    samples = (d - d.mean())[picks]
    with np.errstate(divide="ignore", invalid="ignore"):
        ts = samples.mean(1) / (samples.std(1, ddof=1) / np.sqrt(len(d)))
    return ts

def location(case, at, alternative, ts):
    d = np.array(case["differences"])
    x = np.array(case["exact"], dtype=float) - at * case["unit"]
    if case["unit"] > 1:
        x = np.round(x)
    answer = {"at": at, "alternative": alternative,
              "signFlip": sign_flip(x, alternative), "wilcoxon": wilcoxon(x, alternative)}
    if case["kind"] != "constant":
        answer["pairedT"] = float(stats.ttest_1samp(d, at, alternative=alternative).pvalue)
        if ts is not None:
            t = (d.mean() - at) / stats.sem(d)
            answer["bootstrap"] = float((ts >= t).mean() if alternative == "greater" else (ts <= t).mean())
    return answer

def one_sided(d, at, alternative):
    return float(stats.ttest_1samp(d, at, alternative=alternative).pvalue)

def claims(d, margin):
    """Student's t: a two-sided test against 0, two one-sided tests, and their opposites."""
    inside = max(one_sided(d, -margin, "greater"), one_sided(d, margin, "less"))
    outside = min(1.0, 2 * min(one_sided(d, margin, "greater"), one_sided(d, -margin, "less")))
    if margin == 0:
        outside = float(stats.ttest_1samp(d, 0.0).pvalue)
    answer = {
        "greater": [one_sided(d, margin, "greater"), one_sided(d, margin, "less")],
        "less": [one_sided(d, -margin, "less"), one_sided(d, -margin, "greater")],
        "different": [outside, None if margin == 0 else inside],
    }
    if margin > 0:
        answer["equivalent"] = [inside, outside]
    return {"minEffect": margin, "expect": answer}

def describe(case):
    d = np.array(case["differences"])
    n = len(d)
    varies = case["kind"] != "constant"
    ts = resampled_ts(d) if n >= 20 and varies else None
    answer = {"kind": case["kind"], "differences": case["differences"], "mean": float(d.mean()),
              "location": [location(case, sign * margin, alternative, ts) for margin in MARGINS
                           for sign in ([1, -1] if margin > 0 else [1]) for alternative in ("greater", "less")]}
    if varies:
        answer["standardDeviation"] = float(d.std(ddof=1))
        answer["claims"] = [claims(d, margin) for margin in MARGINS]
        answer["intervals"] = [[level, *map(float, stats.t.interval(level, n - 1, d.mean(), stats.sem(d)))]
                               for level in (0.5, 0.9, 0.95, 0.99)]
        if n > 2:
            j = np.exp(gammaln((n - 1) / 2) - gammaln((n - 2) / 2)) / np.sqrt((n - 1) / 2)
            answer["effect"] = float(j * d.mean() / d.std(ddof=1))
        if ts is not None:
            low, high = np.quantile(ts, [0.975, 0.025])
            answer["bootstrapInterval"] = [float(d.mean() - low * stats.sem(d)), float(d.mean() - high * stats.sem(d))]
            answer["standardError"] = float(stats.sem(d))
    return answer

def holm(ps):
    return {"ps": ps, "adjusted": multipletests(ps, method="holm")[1].tolist()}

json.dump({
    "scipy": scipy.__version__, "numpy": np.__version__, "statsmodels": statsmodels.__version__,
    "cases": [describe(make(n)) for n in (2, 3, 6, 10, 20, 25) for make in (normal, quantised, constant)],
    # One large effect, as a study of six seeds has it: far in the tail.
    "tails": [[n, t, float(stats.t.sf(t, n - 1))] for n in (2, 3, 6, 10) for t in (0.0, 1e-3, 2.5, 30.0, 300.0, 30_000.0)],
    "holm": [holm([float(f"{p:.6g}") for p in generator.random(m) ** 3]) for m in (1, 2, 3, 7)]
            + [holm([0.01, 0.01, 0.03, 0.04]), holm([0.6, 0.9, 0.8])],
}, sys.stdout)
print()
