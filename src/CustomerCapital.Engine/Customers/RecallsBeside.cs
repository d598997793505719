namespace CustomerCapital.Engine.Customers;

/// <summary>Reads of many actors, side by side.</summary>
internal static class RecallsBeside
{
    /// <summary>Turns of customers read by the same line: whoever reads many puts no more than so many into it at once.</summary>
    public const int AtOnce = 64;

    extension<T>(IEnumerable<T> items)
    {
        /// <summary>Reads for each of them, in their order.</summary>
        public async Task<IReadOnlyList<TRead>> ReadEachAsync<TRead>(Func<T, Task<TRead>> read, CancellationToken cancellation = default)
        {
            var all = new List<TRead>();
            foreach (var some in items.Chunk(AtOnce))
            {
                cancellation.ThrowIfCancellationRequested();
                all.AddRange(await Task.WhenAll(some.Select(read)));
            }

            return all;
        }
    }
}
