using System.Text.Json;

namespace CustomerCapital.Faults.Tests.Proofs;

/// <summary>What an export holds, by customer and natural id.</summary>
internal sealed class ExportedEntries
{
    private readonly Dictionary<(string CustomerId, string NaturalId), (int Count, long Sequence)> _named = [];
    private readonly Dictionary<string, int> _registrations = [];
    private readonly Dictionary<string, long> _lastSequence = [];
    private readonly List<string> _gaps = [];

    /// <summary>Entries under a natural id that stands more than once.</summary>
    public int Doubled => _named.Values.Count(entry => entry.Count > 1);

    /// <summary>Numbers that are missing in a customer's history, or stand twice.</summary>
    public IReadOnlyList<string> Gaps => _gaps;

    /// <summary>Everything under a natural id.</summary>
    public IReadOnlyCollection<(string CustomerId, string NaturalId)> Named => _named.Keys;

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
        var (customer, sequence) = (entry.GetProperty("customerId").GetString()!, entry.GetProperty("sequence").GetInt64());
        if (sequence != _lastSequence.GetValueOrDefault(customer) + 1) _gaps.Add($"{customer} has an entry {sequence} after {_lastSequence.GetValueOrDefault(customer)}");
        _lastSequence[customer] = sequence;
        if (entry.GetProperty("event").GetProperty("type").GetString() == "customer_registered") _registrations[customer] = _registrations.GetValueOrDefault(customer) + 1;
        if (!entry.TryGetProperty("naturalId", out var id)) return;
        var key = (customer, id.GetString()!);
        _named[key] = (_named.GetValueOrDefault(key).Count + 1, sequence);
    }
}
