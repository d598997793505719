using System.Globalization;
using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Faults.Tests;

/// <summary>Prints what the faults came to, as a table that docs can take.</summary>
internal static class FaultTable
{
    /// <param name="output">Where.</param>
    /// <param name="outcomes">Of all faults.</param>
    /// <param name="service">Heading of the last column.</param>
    public static void Write(TextWriter output, IReadOnlyList<FaultOutcome> outcomes, string service)
    {
        var rows = outcomes.Where(outcome => outcome.Row is not null).Select(outcome => outcome.Row!).ToList();
        output.WriteLine();
        output.WriteLine($"| fault | commands/s before | acknowledged | unknown | missing | doubled | verify | {service} |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---|---:|");
        foreach (var row in rows)
        {
            var until = row.Service is { } time ? time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) : "never gone";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.PerSecond:N0} | {row.Acknowledged:N0} | {row.Unknown:N0} | {row.Missing:N0} | {row.Doubled:N0} | {row.Verify} | {until} |"));
        }

        output.WriteLine();
        foreach (var row in rows.Where(row => row.Notes.Count > 0)) output.WriteLine($"{row.Name}: {string.Join("; ", row.Notes)}");
        foreach (var outcome in outcomes.Where(outcome => outcome.LeftOut is not null)) output.WriteLine($"left out: {outcome.LeftOut}");
        foreach (var row in rows)
            foreach (var broken in row.Broken) output.WriteLine($"BROKEN {row.Name}: {broken}");
    }
}
