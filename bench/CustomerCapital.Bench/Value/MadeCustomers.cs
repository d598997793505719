using System.Globalization;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Bench.Value;

/// <summary>Customers to fit models to: the public CDNOW sample, and as many as are wanted who buy by the BG/NBD.</summary>
internal static class MadeCustomers
{
    /// <summary>The 2,357 of CDNOW one by one, and what those spend who bought again.</summary>
    public static (List<BuyingObservation> Buying, List<SpendObservation> Spending) Cdnow()
    {
        var (buying, spending) = (new List<BuyingObservation>(), new List<SpendObservation>());
        using var lines = new StreamReader(typeof(MadeCustomers).Assembly.GetManifestResourceStream("cdnow.csv")!);
        for (var number = 0; lines.ReadLine() is { } line; number++)
        {
            if (number < 2) continue;
            var parts = line.Split(',');
            double Number(int part) => double.Parse(parts[part], CultureInfo.InvariantCulture);
            var (repeats, customers) = ((int)Number(0), (int)Number(3));
            for (var i = 0; i < customers; i++)
            {
                buying.Add(new(repeats, Number(1) / 7, Number(2) / 7, 1, repeats > 0 ? Number(5) : null));
                if (repeats > 0) spending.Add(new(repeats, Number(4)));
            }
        }

        return (buying, spending);
    }

    /// <summary>Customers with CDNOW's parameters, first orders over twelve weeks, 39 weeks in all; times in whole days.</summary>
    public static List<BuyingObservation> Play(int customers, int seed)
    {
        var (random, made) = (new Random(seed), new List<BuyingObservation>(customers));
        for (var i = 0; i < customers; i++)
        {
            var (rate, one, other) = (Gamma(random, 0.243) / 4.414, Gamma(random, 0.793), Gamma(random, 2.426));
            var (days, at, last, repeats, leaves) = (189 + random.Next(84), 0.0, 0.0, 0, one / (one + other));
            while (true)
            {
                // Orders of one day are one.
                at = Math.Floor(at) + 1 - (7 * Math.Log(1 - random.NextDouble()) / rate);
                if (!(at < days + 1)) break;
                (last, repeats) = (Math.Floor(at), repeats + 1);
                if (random.NextDouble() < leaves) break;
            }

            made.Add(new(repeats, last / 7, days / 7.0));
        }

        return made;
    }

    /// <summary>Marsaglia and Tsang 2000.</summary>
    private static double Gamma(Random random, double shape)
    {
        if (shape < 1) return Gamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        while (true)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (normal / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v))) return d * v;
        }
    }
}
