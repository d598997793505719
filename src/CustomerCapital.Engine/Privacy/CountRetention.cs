using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Privacy;

/// <summary>What retention would do now, without doing it.</summary>
/// <param name="Rule">The rule to try out; null for that of the policy in force.</param>
public sealed record CountRetention(RetentionRule? Rule = null) : Question<RetentionCount>
{
    /// <remarks>Reads every customer who may be erased as far as the rows tell, and the history of those whose states do not tell it.</remarks>
    public override async Task<RetentionCount> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var rule = Rule ?? engine.Policy.Program.Policy.Retention ?? new();
        if (rule.Faults("retention").ToList() is [var fault, ..]) throw new ArgumentException($"{fault.Field}: {fault.Message}");
        var (erased, held, unreadable, now) = (0L, 0L, 0L, engine.Time.GetUtcNow());
        if (rule.ActiveSince(now) is { } since)
        {
            var candidates = RetentionRunner.CandidatesOf(since);
            for (string? after = null; await engine.Ledger.ReadCustomersAsync(candidates, after, RetentionRunner.Page, cancellation) is { Lines.Count: > 0 } page; after = page.Lines[^1].CustomerId)
            {
                var failures = new List<Exception>();
                foreach (var verdict in await RetentionRunner.JudgeAsync(engine, [.. page.Lines.Select(line => line.CustomerId)], rule, failures, cancellation))
                {
                    if (verdict == InactivityVerdict.Erased) erased++;
                    else if (verdict == InactivityVerdict.Held) held++;
                }

                if (failures.FirstOrDefault(failure => failure is not ActorUnreadableException) is { } failed) throw failed;
                unreadable += failures.Count;
            }
        }

        return new(rule, rule.ActiveSince(now), erased, held, unreadable, rule.TextsBefore(now, engine.Policy.Program.Calendar));
    }
}

/// <summary>What retention would do now.</summary>
/// <param name="Rule">By this rule.</param>
/// <param name="InactiveSince">Whoever has not been active since then is erased. Null where nobody is.</param>
/// <param name="Erased">So many customers would be erased.</param>
/// <param name="Held">So many others stay only because they hold something in a wallet, or a voucher.</param>
/// <param name="Unreadable">Of so many the history cannot be read; they stay.</param>
/// <param name="TextsBefore">Texts of before this moment are removed. Null where texts stay.</param>
public sealed record RetentionCount(RetentionRule Rule, DateTimeOffset? InactiveSince, long Erased, long Held, long Unreadable, DateTimeOffset? TextsBefore);
