namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>Observations grouped and pointed at tables of their distinct counts and times, so that a likelihood works each logarithm out once.</summary>
internal sealed class ObservationTable
{
    private ObservationTable(int[] repeats, double[] times, int[] repeatsAt, int[] lastAt, int[] ageAt, double[] weights)
    {
        (Repeats, Times, RepeatsAt, LastAt, AgeAt, Weights) = (repeats, times, repeatsAt, lastAt, ageAt, weights);
        CustomersWith = new double[repeats.Length];
        for (var row = 0; row < weights.Length; row++)
        {
            var (x, weight) = (repeats[repeatsAt[row]], weights[row]);
            CustomersWith[repeatsAt[row]] += weight;
            Customers += weight;
            Orders += weight * x;
            Weeks += weight * times[ageAt[row]];
            if (x > 0) (Repeaters, LogOfLast) = (Repeaters + weight, LogOfLast + (weight * x * Math.Log(Math.Max(times[lastAt[row]], 1e-300))));
        }
    }

    /// <summary>Distinct counts of repeats, rising.</summary>
    public int[] Repeats { get; }

    /// <summary>Customers with each count.</summary>
    public double[] CustomersWith { get; }

    /// <summary>Distinct times of last orders and ages, weeks.</summary>
    public double[] Times { get; }

    /// <summary>Of each row, where its count stands in <see cref="Repeats"/>.</summary>
    public int[] RepeatsAt { get; }

    /// <summary>Of each row, where the time of its last order stands in <see cref="Times"/>.</summary>
    public int[] LastAt { get; }

    /// <summary>Of each row, where its age stands in <see cref="Times"/>.</summary>
    public int[] AgeAt { get; }

    /// <summary>Customers of each row.</summary>
    public double[] Weights { get; }

    /// <summary>All customers.</summary>
    public double Customers { get; private set; }

    /// <summary>Those with a repeat order.</summary>
    public double Repeaters { get; }

    /// <summary>All repeat orders.</summary>
    public double Orders { get; private set; }

    /// <summary>All ages.</summary>
    public double Weeks { get; private set; }

    /// <summary>Sum over customers with repeats of x ln t_x.</summary>
    public double LogOfLast { get; }

    /// <summary>Sum over all of ln of the weeks between orders; null where they are not known of some.</summary>
    public double? LogIntervals { get; private init; }

    /// <summary>Observations that no model can take, which are left out.</summary>
    public long LeftOut { get; private init; }

    /// <summary>The mean weeks from one order of everybody's to the next: the scale of the program's time.</summary>
    public double Unit => Weeks > 0 ? Weeks / (Orders + 0.5) : 1;

    /// <summary>How long a customer has been observed in the mean, weeks; 1 where nobody has been.</summary>
    public double MeanAge => Weeks > 0 ? Weeks / Customers : 1;

    /// <summary>Groups what is alike.</summary>
    public static ObservationTable Of(IReadOnlyList<BuyingObservation> observations)
    {
        var (counts, times, rows) = (new Dictionary<int, int>(), new Dictionary<double, int>(), new Dictionary<(int, int, int), int>());
        var (repeatsAt, lastAt, ageAt, weights) = (new List<int>(), new List<int>(), new List<int>(), new List<double>());
        var (leftOut, logs) = (0L, (double?)0);
        for (var i = 0; i < observations.Count; i++)
        {
            var observation = observations[i];
            if (!observation.IsPossible)
            {
                leftOut += Math.Max(observation.Customers, 1);
                continue;
            }

            if (observation.Repeats > 0) logs += observation.Customers * observation.LogIntervals;
            var key = (Place(counts, observation.Repeats), Place(times, observation.LastAt), Place(times, observation.Age));
            ref var row = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(rows, key, out var known);
            if (known)
            {
                weights[row] += observation.Customers;
                continue;
            }

            row = weights.Count;
            repeatsAt.Add(key.Item1);
            lastAt.Add(key.Item2);
            ageAt.Add(key.Item3);
            weights.Add(observation.Customers);
        }

        // Rising, so that tables over the counts go on from one to the next.
        var inOrder = counts.Keys.Order().ToArray();
        var placeOf = new int[inOrder.Length];
        for (var i = 0; i < inOrder.Length; i++) placeOf[counts[inOrder[i]]] = i;
        var repeats = repeatsAt.ToArray();
        for (var i = 0; i < repeats.Length; i++) repeats[i] = placeOf[repeats[i]];
        var distinct = new double[times.Count];
        foreach (var (time, place) in times) distinct[place] = time;
        return new(inOrder, distinct, repeats, [.. lastAt], [.. ageAt], [.. weights]) { LogIntervals = logs, LeftOut = leftOut };
    }

    /// <summary>About so many of the customers, evenly over all, for a first look.</summary>
    public ObservationTable Thinned(int customers)
    {
        var (kept, weights, before, step) = (new List<int>(), new List<double>(), 0.0, Customers / customers);
        for (var row = 0; row < Weights.Length; row++)
        {
            // Rows with many customers stay, lighter; of rows with few, one of several.
            var taken = Math.Floor((before + Weights[row]) / step) - Math.Floor(before / step);
            before += Weights[row];
            if (taken == 0) continue;
            kept.Add(row);
            weights.Add(taken);
        }

        int[] Of(int[] all) => [.. kept.Select(row => all[row])];
        return new(Repeats, Times, Of(RepeatsAt), Of(LastAt), Of(AgeAt), [.. weights]) { LogIntervals = LogIntervals };
    }

    private static int Place<T>(Dictionary<T, int> places, T value)
        where T : notnull
    {
        if (places.TryGetValue(value, out var place)) return place;
        return places[value] = places.Count;
    }
}
