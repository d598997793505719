using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Tests.Value.Prediction;

/// <summary>Customers who buy and leave exactly as a model says, from a seed.</summary>
internal sealed class SimulatedProgram
{
    private readonly Random _random;
    private readonly string _model;
    private readonly IReadOnlyDictionary<string, double> _parameters;

    private SimulatedProgram(string model, IReadOnlyDictionary<string, double> parameters, int seed) => (_model, _parameters, _random) = (model, parameters, new Random(seed));

    /// <summary>What is known after ages between the two, evenly, and what follows in the weeks after.</summary>
    public static List<HoldoutOutcome> Play(string model, IReadOnlyDictionary<string, double> parameters, int seed, int customers, double youngest, double oldest, double after)
    {
        var program = new SimulatedProgram(model, parameters, seed);
        return [.. Enumerable.Range(0, customers).Select(_ => program.Customer(youngest + (program._random.NextDouble() * (oldest - youngest)), after))];
    }

    /// <summary>What customers with so many repeats spend, their mean in whole cents.</summary>
    public static List<SpendObservation> Spend(double p, double q, double v, int seed, int customers)
    {
        var program = new SimulatedProgram("gammagamma", new Dictionary<string, double>(), seed);
        var made = new List<SpendObservation>();
        for (var i = 0; i < customers; i++)
        {
            var (rate, repeats) = (program.Gamma(q) / v, 1 + program._random.Next(6));
            made.Add(new(repeats, program.Gamma(p * repeats) / rate / repeats));
        }

        return made;
    }

    private HoldoutOutcome Customer(double age, double after)
    {
        var k = _parameters.TryGetValue("k", out var phases) ? (int)phases : 1;
        var rate = Gamma(_parameters["r"]) / _parameters["alpha"];
        var (leavesAt, chance) = (double.PositiveInfinity, 0.0);
        if (_model == "paretonbd") leavesAt = -Math.Log(1 - _random.NextDouble()) / (Gamma(_parameters["s"]) / _parameters["beta"]);
        else chance = Beta(_parameters["a"], _parameters["b"]);
        if (_model is "mbgnbd" or "mbgcnbdk" && _random.NextDouble() < chance) leavesAt = 0;
        var (at, last, repeats, later, logs) = (0.0, 0.0, 0, 0, 0.0);
        while (true)
        {
            var interval = k == 1 ? -Math.Log(1 - _random.NextDouble()) / rate : Gamma(k) / rate;
            at += interval;
            if (!(at <= age + after) || at > leavesAt) break;
            if (at <= age) (last, repeats, logs) = (at, repeats + 1, logs + Math.Log(Math.Max(interval, 1e-300)));
            else later++;
            if (_model != "paretonbd" && _random.NextDouble() < chance) break;
        }

        return new(new(repeats, last, age, 1, repeats > 0 ? logs : null), later);
    }

    private double Beta(double a, double b)
    {
        var (one, other) = (Gamma(a), Gamma(b));
        return one + other > 0 ? one / (one + other) : 0.5;
    }

    /// <summary>Marsaglia and Tsang 2000.</summary>
    private double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * Math.Pow(1 - _random.NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        while (true)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
            var v = Math.Pow(1 + (normal / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - _random.NextDouble()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v))) return d * v;
        }
    }
}
