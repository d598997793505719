using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Commands;

/// <summary>Carries out lines of commands of any mix of customers: each customer's in order and together, different customers' side by side.</summary>
public static class CommandBatch
{
    /// <summary>Code of a line whose outcome is not known.</summary>
    public const string UnavailableCode = "unavailable";

    /// <summary>Code of a line that the engine had no room for.</summary>
    public const string OverloadedCode = "overloaded";

    /// <summary>Code of a line at which this program has a fault.</summary>
    public const string FaultCode = "internal_error";

    /// <summary>Code of a line of a customer whose row or entries cannot be read.</summary>
    public const string UnreadableCode = "customer_unreadable";

    /// <summary>What callers are told of a fault of this program.</summary>
    public const string FaultMessage = "The server has a fault, which its log describes. Sending the request again is safe.";

    /// <summary>
    /// A line that does something to another customer comes after that customer's earlier lines and before the later ones: "A refers B", "B buys" converts the referral.
    /// Where the outcome of such a line is not known, the lines that it comes before are not carried out, and say so.
    /// </summary>
    /// <returns>One outcome per line, in order, whatever becomes of the others.</returns>
    public static async Task<LineOutcome[]> ExecuteAsync(ICommands engine, IReadOnlyList<CommandLine> lines)
    {
        var outcomes = new LineOutcome[lines.Count];
        var waves = Waves(lines, outcomes);
        var unknown = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var wave in waves)
        {
            if (unknown.Count > 0) HoldBack(wave, lines, outcomes, unknown);
            var answers = engine.ExecuteBlock([.. wave.Select(customer => new CustomerCommands(customer.Key, customer.Value.ConvertAll(place => lines[place].Envelope!.Command)))]);
            await Task.WhenAll(answers.Zip(wave.Values, (answer, places) => TakeAsync(answer, places, lines, outcomes)));
            if (wave == waves[^1]) break;
            foreach (var place in wave.Values.SelectMany(places => places)) NoteUnknown(lines[place], outcomes[place], unknown);
        }

        return outcomes;
    }

    /// <summary>The lines by customer, in groups that follow each other; what is wrong with lines that cannot be read is their outcome.</summary>
    private static List<Dictionary<string, List<int>>> Waves(IReadOnlyList<CommandLine> lines, LineOutcome[] outcomes)
    {
        var waves = new List<Dictionary<string, List<int>>> { new(StringComparer.Ordinal) };
        Dictionary<string, (int Wave, bool ByOther)>? latest = null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i] is { Fault: { } fault } unread)
            {
                outcomes[i] = new(unread.Number, CommandOutcome.Malformed([fault]));
                continue;
            }

            if (lines[i].Refused is { } refused)
            {
                outcomes[i] = new(lines[i].Number, refused);
                continue;
            }

            var (customer, other) = (lines[i].Envelope!.CustomerId, lines[i].Envelope!.Command.OtherCustomerId);
            if (other is not null && latest is null) latest = waves[0].Keys.ToDictionary(known => known, _ => (0, false), StringComparer.Ordinal);
            var wave = 0;
            if (latest is not null)
            {
                if (latest.TryGetValue(customer, out var own)) wave = own.ByOther ? own.Wave + 1 : own.Wave;
                if (other is not null && other != customer)
                {
                    if (latest.TryGetValue(other, out var before)) wave = Math.Max(wave, before.Wave + 1);
                    latest[other] = (wave, true);
                }

                latest[customer] = (wave, false);
                if (wave == waves.Count) waves.Add(new(StringComparer.Ordinal));
            }

            if (waves[wave].TryGetValue(customer, out var places)) places.Add(i);
            else waves[wave][customer] = [i];
        }

        return waves;
    }

    private static void NoteUnknown(CommandLine line, LineOutcome outcome, Dictionary<string, long> unknown)
    {
        if (outcome.Outcome is not null || outcome.FailureCode == UnreadableCode) return;
        unknown.TryAdd(line.Envelope!.CustomerId, line.Number);
        if (line.Envelope.Command.OtherCustomerId is { } other) unknown.TryAdd(other, line.Number);
    }

    /// <summary>Takes out of a group the customers for whom a line of unknown outcome comes first.</summary>
    private static void HoldBack(Dictionary<string, List<int>> wave, IReadOnlyList<CommandLine> lines, LineOutcome[] outcomes, Dictionary<string, long> unknown)
    {
        foreach (var (customer, places) in wave.ToList())
        {
            var before = places.Select(place => Before(lines[place].Envelope!)).FirstOrDefault(number => number > 0);
            if (before == 0) continue;
            wave.Remove(customer);
            foreach (var place in places)
            {
                outcomes[place] = new(lines[place].Number, null, UnavailableCode, $"Line {before} comes first and its outcome is not known; send both again, in that order.");
                NoteUnknown(lines[place], outcomes[place], unknown);
            }
        }

        long Before(CommandEnvelope envelope) =>
            unknown.TryGetValue(envelope.CustomerId, out var number) || (envelope.Command.OtherCustomerId is { } other && unknown.TryGetValue(other, out number)) ? number : 0;
    }

    private static async Task TakeAsync(Task<IReadOnlyList<CommandOutcome>> answer, List<int> places, IReadOnlyList<CommandLine> lines, LineOutcome[] outcomes)
    {
        try
        {
            var done = await answer;
            for (var i = 0; i < places.Count; i++) outcomes[places[i]] = new(lines[places[i]].Number, done[i]);
        }
        catch (EngineUnavailableException unavailable)
        {
            foreach (var place in places) outcomes[place] = new(lines[place].Number, null, UnavailableCode, unavailable.Message);
        }
        catch (EngineOverloadedException overloaded)
        {
            foreach (var place in places) outcomes[place] = new(lines[place].Number, null, OverloadedCode, overloaded.Message);
        }
        catch (ActorUnreadableException unreadable)
        {
            foreach (var place in places) outcomes[place] = new(lines[place].Number, null, UnreadableCode, unreadable.Message, unreadable);
        }
        catch (Exception fault)
        {
            foreach (var place in places) outcomes[place] = new(lines[place].Number, null, FaultCode, FaultMessage, fault);
        }
    }
}

/// <summary>What became of one line.</summary>
/// <param name="Number">Number of the line, from 1.</param>
/// <param name="Outcome">How its command ended; null when that is not known.</param>
/// <param name="FailureCode">Why it is not known.</param>
/// <param name="FailureMessage">What went wrong and what to do, as a sentence. Null if nothing did.</param>
/// <param name="Failure">What a log should hold of it; null for what passes by itself.</param>
public sealed record LineOutcome(long Number, CommandOutcome? Outcome, string? FailureCode = null, string? FailureMessage = null, Exception? Failure = null);
