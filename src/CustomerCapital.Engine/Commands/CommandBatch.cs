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

    /// <returns>One outcome per line, in order, whatever becomes of the others.</returns>
    public static async Task<LineOutcome[]> ExecuteAsync(ICommands engine, IReadOnlyList<CommandLine> lines)
    {
        var outcomes = new LineOutcome[lines.Count];
        var byCustomer = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i] is { Fault: { } fault } unread) outcomes[i] = new(unread.Number, CommandOutcome.Malformed([fault]));
            else if (byCustomer.TryGetValue(lines[i].Envelope!.CustomerId, out var places)) places.Add(i);
            else byCustomer[lines[i].Envelope!.CustomerId] = [i];
        }

        var answers = engine.ExecuteBlock([.. byCustomer.Select(customer => new CustomerCommands(customer.Key, customer.Value.ConvertAll(place => lines[place].Envelope!.Command)))]);
        await Task.WhenAll(answers.Zip(byCustomer.Values, (answer, places) => TakeAsync(answer, places, lines, outcomes)));
        return outcomes;
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
