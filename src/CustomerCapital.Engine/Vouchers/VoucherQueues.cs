namespace CustomerCapital.Engine.Vouchers;

/// <summary>Lets so many purchases of this process be under way with the same code, and the others wait, first come first served. Thread-safe.</summary>
/// <remarks>
/// A use that is taken out stands in the code's state until it is confirmed, so that a code that everybody types at once stays small, and is busy for nobody. A purchase that
/// has waited begins anew at its customer: what another copy of its call did meanwhile is known there.
/// </remarks>
public sealed class VoucherQueues
{
    /// <summary>Purchases with the same code at once, in one process: a fraction of the uses that can be taken out at once in all.</summary>
    public const int MostAtOnce = 128;

    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>Waits for room at each code, and carries something out.</summary>
    /// <param name="codes">The codes, each once.</param>
    /// <param name="carryOutAsync">What.</param>
    public async Task<T> RunAsync<T>(IEnumerable<string> codes, Func<Task<T>> carryOutAsync)
    {
        // In one order for all, so that two purchases with the same codes do not wait for each other.
        var entered = new Stack<string>();
        try
        {
            foreach (var code in codes.Order(StringComparer.Ordinal))
            {
                var room = EnterAsync(code);
                entered.Push(code);
                await room;
            }

            return await carryOutAsync();
        }
        finally
        {
            foreach (var code in entered) Leave(code);
        }
    }

    private Task EnterAsync(string code)
    {
        lock (_places)
        {
            if (!_places.TryGetValue(code, out var place)) _places[code] = place = new();
            if (++place.Count <= MostAtOnce) return Task.CompletedTask;
            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            place.Waiting.Enqueue(waiting);
            return waiting.Task;
        }
    }

    private void Leave(string code)
    {
        lock (_places)
        {
            var place = _places[code];
            if (--place.Count == 0) _places.Remove(code);
            else if (place.Waiting.TryDequeue(out var next)) next.SetResult();
        }
    }

    /// <summary>Purchases of one code: those under way and those that wait.</summary>
    private sealed class Place
    {
        public int Count { get; set; }

        public Queue<TaskCompletionSource> Waiting { get; } = new();
    }
}
