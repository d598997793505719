using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Gateway.Problems;

namespace CustomerCapital.Gateway;

/// <summary>Reads query parameters and gathers what is wrong with them, so that a caller is told of all at once. An empty one is as good as none.</summary>
internal sealed class QueryFaults
{
    private static readonly Dictionary<string, Rung> Rungs = Enum.GetValues<Rung>()
        .ToDictionary(rung => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(rung.ToString()));

    private readonly List<FieldFault> _faults = [];

    public Rung? Rung(string? text) => Read<Rung>(text, "rung", $"Must be one of {string.Join(", ", Rungs.Keys)}.", Rungs.TryGetValue);

    public bool? Boolean(string name, string? text) => Read<bool>(text, name, "Must be true or false.", bool.TryParse);

    public Month? Month(string name, string? text) => Read<Month>(text, name, "Must be a month such as 2026-03.", Domain.Program.Month.TryParse);

    /// <summary>The last month of a report: years ahead would only add empty cells, without end.</summary>
    public Month? Through(string? text, IReports reports)
    {
        var (last, limit) = (Month("through", text), reports.RunningMonth.Plus(IReports.MonthsAhead));
        if (last > limit) _faults.Add(new("through", $"Must be at most {limit}: a report reaches a year ahead."));
        return last;
    }

    public decimal Share(string name, string? text, decimal whenAbsent)
    {
        if (string.IsNullOrEmpty(text)) return whenAbsent;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1) return share;
        _faults.Add(new(name, "Must be 0 to 1, such as 0.1."));
        return whenAbsent;
    }

    public long Number(string name, string? text, long whenAbsent, long min, long max)
    {
        if (string.IsNullOrEmpty(text)) return whenAbsent;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        _faults.Add(new(name, $"Must be a whole number from {min} to {max}."));
        return whenAbsent;
    }

    public string? Cursor(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            var id = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(text));
            if (!Text.IdFaults("cursor", id).Any()) return id;
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            // Falls through to the one fault that every wrong cursor has.
        }

        _faults.Add(new("cursor", "Must be the nextCursor of the page before."));
        return null;
    }

    public void ThrowIfAny()
    {
        if (_faults.Count > 0) throw new ProblemException(Problem.Malformed(_faults));
    }

    private delegate bool TryRead<T>(string text, out T value);

    private T? Read<T>(string? text, string name, string message, TryRead<T> read) where T : struct
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (read(text, out var value)) return value;
        _faults.Add(new(name, message));
        return null;
    }
}
