using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.Bench.Effects;

/// <summary>What came of many campaigns over the same customers, each with a holdout of its own by chance.</summary>
internal sealed class HoldoutTrials
{
    /// <summary>What a redeemed voucher costs; whoever buys redeems one.</summary>
    private const double VoucherCost = 2;

    private readonly Spending _spending;
    private readonly double _share;
    private readonly double _uplift;

    /// <param name="spending">What customers spend without the campaign.</param>
    /// <param name="share">Of those held out.</param>
    /// <param name="uplift">By how much more those reached spend: 0.1 is a tenth. 0: the campaign does nothing.</param>
    public HoldoutTrials(Spending spending, double share, double uplift) => (_spending, _share, _uplift) = (spending, share, uplift);

    public int Campaigns { get; private set; }

    /// <summary>Campaigns whose Welch interval at the planned end holds the true effect.</summary>
    public int InsideAtEnd { get; private set; }

    public int RelativeShown { get; private set; }

    /// <summary>Of those shown.</summary>
    public int RelativeInside { get; private set; }

    public int PerUnitSpentShown { get; private set; }

    /// <summary>Of those shown.</summary>
    public int PerUnitSpentInside { get; private set; }

    /// <summary>Campaigns whose interval with revenue of before taken out holds the true effect.</summary>
    public int AdjustedInside { get; private set; }

    public double VarianceReductions { get; private set; }

    /// <summary>Campaigns whose always-valid interval is shown at the end.</summary>
    public int AlwaysShownAtEnd { get; private set; }

    /// <summary>Campaigns for which every week's always-valid interval that is shown holds the true effect.</summary>
    public int AlwaysInside { get; private set; }

    /// <summary>Campaigns for which every week's Welch interval holds the true effect: what looking does to an interval that is for one look.</summary>
    public int WelchAlwaysInside { get; private set; }

    /// <summary>Campaigns found at the planned end: zero is outside the interval.</summary>
    public int FoundAtEnd { get; private set; }

    /// <summary>Campaigns ever found with the always-valid interval.</summary>
    public int FoundEver { get; private set; }

    /// <summary>Campaigns whose split chi-squared calls wrong at 5 % at the end.</summary>
    public int SplitCalled { get; private set; }

    /// <summary>Campaigns whose split the anytime p-value ever calls wrong at 5 %, looked at after each thousandth of the members.</summary>
    public int SplitEverCalled { get; private set; }

    public void Run(int campaigns, int seed)
    {
        var chance = new Random(seed);
        var all = Weekly(Enumerable.Range(0, _spending.Customers));
        for (var campaign = 0; campaign < campaigns; campaign++)
        {
            var heldOut = HeldOut(chance);
            Judge(all, Weekly(heldOut));
            JudgeSplit(heldOut);
        }
    }

    private void Judge(Sums[] all, Sums[] heldOut)
    {
        Campaigns++;
        var (alwaysInside, welchAlwaysInside, foundEver) = (true, true, false);
        for (var week = 0; week < Spending.Weeks; week++)
        {
            var (control, everyone) = (heldOut[week], all[week]);
            var (treated, untreated) = (everyone.Without(control).Revenue(1 + _uplift), control.Revenue(1));
            var truth = _uplift * everyone.Revenue(1).Mean;
            var progress = _spending.Pattern == SpendingPattern.Arriving ? everyone.Count / (double)_spending.Customers : (week + 1.0) / Spending.Weeks;
            if (Welch.Absolute(treated, untreated).Interval is { } once) welchAlwaysInside &= once.Contains(truth);
            if (ConfidenceSequence.Absolute(treated, untreated, progress).Interval is not { } always) continue;
            alwaysInside &= always.Contains(truth);
            foundEver |= !always.Contains(0);
            if (week == Spending.Weeks - 1) AlwaysShownAtEnd++;
        }

        AlwaysInside += alwaysInside ? 1 : 0;
        WelchAlwaysInside += welchAlwaysInside ? 1 : 0;
        FoundEver += foundEver ? 1 : 0;
        JudgeEnd(all[^1].Without(heldOut[^1]), heldOut[^1], all[^1]);
    }

    private void JudgeEnd(Sums reached, Sums heldOut, Sums all)
    {
        var (treated, control) = (reached.Revenue(1 + _uplift), heldOut.Revenue(1));
        var truth = _uplift * all.Revenue(1).Mean;
        var end = CampaignEffect.Of(new(treated, reached.Before(1 + _uplift)), new(control, heldOut.Before(1)), reached.Cost(1 + _uplift, VoucherCost), _share, 1);
        InsideAtEnd += Contains(end.Absolute, truth);
        FoundAtEnd += 1 - Contains(end.Absolute, 0);
        AdjustedInside += Contains(end.Adjusted.Absolute, truth);
        VarianceReductions += end.Adjusted.VarianceReduction ?? 0;
        RelativeShown += end.Relative.Interval is null ? 0 : 1;
        RelativeInside += Contains(end.Relative, _uplift);
        PerUnitSpentShown += end.PerUnitSpent.Interval is null ? 0 : 1;
        PerUnitSpentInside += Contains(end.PerUnitSpent, truth / (VoucherCost * all.Buyers / all.Count));
    }

    private void JudgeSplit(List<int> heldOut)
    {
        var (least, seen) = (1.0, 0);
        for (var part = 1; part <= 1_000; part++)
        {
            var members = (int)((long)_spending.Customers * part / 1_000);
            while (seen < heldOut.Count && heldOut[seen] < members) seen++;
            var split = SampleRatio.Of(members - seen, seen, _share, least);
            least = split.AnytimeProbability;
            if (part == 1_000) SplitCalled += split.Probability < 0.05 ? 1 : 0;
        }

        SplitEverCalled += least < 0.05 ? 1 : 0;
    }

    private static int Contains(Effect effect, double value) => effect.Interval is { } interval && interval.Contains(value) ? 1 : 0;

    /// <summary>Each customer by itself with the share as probability: steps from one held out to the next are geometric.</summary>
    private List<int> HeldOut(Random chance)
    {
        var heldOut = new List<int>();
        for (var customer = 0L; ; customer++)
        {
            customer += (long)Math.Min(Math.Log(1 - chance.NextDouble()) / Math.Log(1 - _share), int.MaxValue);
            if (customer >= _spending.Customers) return heldOut;
            heldOut.Add((int)customer);
        }
    }

    private Sums[] Weekly(IEnumerable<int> customers)
    {
        var weeks = new Sums[Spending.Weeks];
        foreach (var customer in customers)
        {
            var before = _spending.Before[customer];
            var upTo = _spending.UpTo.AsSpan(customer * Spending.Weeks, Spending.Weeks);
            for (var week = 0; week < Spending.Weeks; week++)
                if (upTo[week] >= 0) weeks[week].Add(upTo[week], before);
        }

        return weeks;
    }

    /// <summary>What the figures of a group need, without the campaign's effect.</summary>
    private struct Sums
    {
        private double _sum;
        private double _squares;
        private double _before;
        private double _beforeSquares;
        private double _products;

        public long Count { get; private set; }

        public long Buyers { get; private set; }

        public void Add(double revenue, double revenueBefore)
        {
            Count++;
            if (revenue > 0) Buyers++;
            _sum += revenue;
            _squares += revenue * revenue;
            _before += revenueBefore;
            _beforeSquares += revenueBefore * revenueBefore;
            _products += revenue * revenueBefore;
        }

        public readonly Sums Without(Sums other) => new()
        {
            Count = Count - other.Count, Buyers = Buyers - other.Buyers, _sum = _sum - other._sum, _squares = Math.Max(0, _squares - other._squares), _before = _before - other._before,
            _beforeSquares = _beforeSquares - other._beforeSquares, _products = _products - other._products,
        };

        public readonly Moments Revenue(double times) => Count == 0 ? default : new(Count, times * _sum, times * times * _squares);

        public readonly Companion Before(double times) => new(_before, _beforeSquares, times * _products);

        public readonly Companion Cost(double times, double each) => new(each * Buyers, each * each * Buyers, each * times * _sum);
    }
}
