namespace CustomerCapital.Server.Demo;

/// <summary>What a seeded <see cref="Random"/> is asked for.</summary>
internal static class Chance
{
    /// <summary>One for a name alone: the same for the same name, so that what it decides leaves the rest of the story as it is.</summary>
    public static Random Of(string name)
    {
        var seed = 2_166_136_261u;
        // FNV-1a.
        foreach (var letter in name) seed = unchecked((seed ^ letter) * 16_777_619);
        return new(unchecked((int)seed));
    }

    public static bool Happens(this Random random, double probability) => random.NextDouble() < probability;

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>One of these, each as likely as its weight says.</summary>
    public static int Pick(this Random random, ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights) sum += weight;
        var point = random.NextDouble() * sum;
        for (var i = 0; i < weights.Length; i++)
            if ((point -= weights[i]) < 0) return i;
        return weights.Length - 1;
    }

    /// <summary>A waiting time whose mean is given: exponential.</summary>
    public static double Wait(this Random random, double mean) => -Math.Log(1 - random.NextDouble()) * mean;

    /// <summary>How many of the events of which so many are expected take place: Poisson.</summary>
    public static int Count(this Random random, double expected)
    {
        var (count, waited) = (0, random.Wait(1));
        while (waited < expected)
        {
            count++;
            waited += random.Wait(1);
        }

        return count;
    }

    /// <summary>A moment of the period at which a shop is open: 9 to 20 o'clock, in whole seconds.</summary>
    public static DateTimeOffset OpeningHour(this Random random, DateTimeOffset from, DateTimeOffset until)
    {
        var day = from.AddSeconds(Math.Floor(random.NextDouble() * (until - from).TotalSeconds));
        var opening = new DateTimeOffset(day.Date, day.Offset).AddHours(9);
        var moment = opening.AddSeconds(random.Next(11 * 3600));
        return moment < from || moment >= until ? day : moment;
    }
}
