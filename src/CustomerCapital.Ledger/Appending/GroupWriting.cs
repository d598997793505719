using System.Collections.Concurrent;

namespace CustomerCapital.Ledger.Appending;

/// <summary>One attempt to commit a group.</summary>
/// <param name="group">What.</param>
/// <param name="leftOut">Those of the group that are left out, with their results; more may be found.</param>
/// <param name="number">Number of the counters' rows.</param>
/// <param name="together">Whether a refusal may concern them all.</param>
/// <returns>Null when more were found that are left out: nothing was written.</returns>
public delegate Task<IReadOnlyList<AppendResult>?> GroupAttempt(IReadOnlyList<Append> group, Dictionary<Append, AppendResult> leftOut, short number, bool together);

/// <summary>How providers over a server write groups: each with a number of its own, and again where the database has rolled one back.</summary>
/// <param name="numbers">Numbers of the counters' rows to add to, one for each group that may be written at the same time.</param>
/// <param name="isOfContent">Whether an error is that of the content of one append.</param>
/// <param name="isPassing">Whether an error is that of other sessions: the group was rolled back.</param>
/// <param name="attempt">Commits a group.</param>
public sealed class GroupWriting(IEnumerable<short> numbers, Func<Exception, bool> isOfContent, Func<Exception, bool> isPassing, GroupAttempt attempt)
{
    /// <summary>How often a group is tried that the database rolls back because of other sessions.</summary>
    private const int Attempts = 5;

    private readonly ConcurrentBag<short> _numbers = [.. numbers];

    /// <summary>Commits a group at once; where the database refuses the content of one, or the sum of all leaves 64 bits, once more with each behind its own savepoint.</summary>
    public async Task<IReadOnlyList<AppendResult>> WriteAsync(IReadOnlyList<Append> group)
    {
        if (!_numbers.TryTake(out var number)) throw new InvalidOperationException("More groups are written at once than there are numbers of writers.");
        try
        {
            return await WriteAsync(group, number);
        }
        finally
        {
            _numbers.Add(number);
        }
    }

    private async Task<IReadOnlyList<AppendResult>> WriteAsync(IReadOnlyList<Append> group, short number)
    {
        var together = true;
        var leftOut = new Dictionary<Append, AppendResult>();
        for (var tried = 1; ; tried++)
        {
            try
            {
                if (await attempt(group, leftOut, number, together) is { } results) return results;
            }
            catch (Exception refused) when (together && isOfContent(refused))
            {
                together = false;
            }
            catch (Exception passing) when (tried < Attempts && isPassing(passing))
            {
                // Rolled back, and nothing answered: the same again.
            }
        }
    }
}
