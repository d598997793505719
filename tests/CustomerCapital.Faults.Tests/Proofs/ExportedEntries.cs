using System.Globalization;
using System.Text.Json;

namespace CustomerCapital.Faults.Tests.Proofs;

/// <summary>What an export holds, by customer and natural id.</summary>
internal sealed class ExportedEntries
{
    private readonly Dictionary<(string CustomerId, string NaturalId), (int Count, long Sequence)> _named = [];
    private readonly Dictionary<string, int> _registrations = [];
    private readonly Dictionary<string, long> _lastSequence = [];
    private readonly List<string> _gaps = [];
    private readonly Dictionary<string, long> _points = [];
    private readonly Dictionary<string, (int Now, int Most)> _uses = [];

    /// <summary>Entries under a natural id that stands more than once.</summary>
    public int Doubled => _named.Values.Count(entry => entry.Count > 1);

    /// <summary>Numbers that are missing in a customer's history, or stand twice.</summary>
    public IReadOnlyList<string> Gaps => _gaps;

    /// <summary>Everything under a natural id.</summary>
    public IReadOnlyCollection<(string CustomerId, string NaturalId)> Named => _named.Keys;

    /// <summary>The points of customers in the end, in hundredths.</summary>
    public IReadOnlyDictionary<string, long> Points => _points;

    /// <summary>How often codes are used in the end, and were used at most.</summary>
    public IReadOnlyDictionary<string, (int Now, int Most)> Uses => _uses;

    public static ExportedEntries Read(string file)
    {
        var entries = new ExportedEntries();
        foreach (var line in File.ReadLines(file))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("entry", out var entry)) entries.Add(entry);
        }

        return entries;
    }

    /// <summary>How often a command of a customer stands in the ledger, and where.</summary>
    public (int Count, long Sequence) Of(string customerId, string? naturalId) =>
        naturalId is null ? (_registrations.GetValueOrDefault(customerId), 0) : _named.GetValueOrDefault((customerId, naturalId));

    private void Add(JsonElement entry)
    {
        var (actor, sequence, happened) = (entry.GetProperty("customerId"), entry.GetProperty("sequence").GetInt64(), entry.GetProperty("event"));
        // Of a customer it is the id; of a voucher an object, and no id begins like that.
        var isCustomer = actor.ValueKind == JsonValueKind.String;
        var id = isCustomer ? actor.GetString()! : "\u0001" + actor.GetProperty("key").GetString();
        if (sequence != _lastSequence.GetValueOrDefault(id) + 1) _gaps.Add($"{id} has an entry {sequence} after {_lastSequence.GetValueOrDefault(id)}");
        _lastSequence[id] = sequence;
        if (isCustomer) AddOfCustomer(id, sequence, entry, happened);
        else AddOfVoucher(actor.GetProperty("key").GetString()!, happened);
    }

    private void AddOfCustomer(string customer, long sequence, JsonElement entry, JsonElement happened)
    {
        if (happened.GetProperty("type").GetString() == "customer_registered") _registrations[customer] = _registrations.GetValueOrDefault(customer) + 1;
        if (happened.TryGetProperty("movements", out var movements) && movements.ValueKind == JsonValueKind.Array)
            foreach (var movement in movements.EnumerateArray()) _points[customer] = (long)(100 * decimal.Parse(movement.GetProperty("balance").GetString()!, CultureInfo.InvariantCulture));
        if (!entry.TryGetProperty("naturalId", out var id)) return;
        var key = (customer, id.GetString()!);
        _named[key] = (_named.GetValueOrDefault(key).Count + 1, sequence);
    }

    private void AddOfVoucher(string code, JsonElement happened)
    {
        var change = happened.GetProperty("type").GetString() switch
        {
            "voucher_use_confirmed" => 1,
            "voucher_use_reversed" when happened.GetProperty("whole").GetBoolean() => -1,
            _ => 0,
        };
        var (now, most) = _uses.GetValueOrDefault(code);
        _uses[code] = (now + change, Math.Max(most, now + change));
    }
}
