using System.Globalization;

namespace CustomerCapital.Server.Terminal;

/// <summary>Progress as lines of text: one whenever two seconds have passed since the last, and one at the end. Thread-safe.</summary>
internal sealed class PlainProgress(string title, long? total, TextWriter writer, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _lastLine;
    private long _done;

    public void Advance(long count)
    {
        lock (_lock)
        {
            _done += count;
            var elapsed = time.GetElapsedTime(_began);
            if (elapsed - _lastLine < Interval) return;
            _lastLine = elapsed;
            var rate = _done / elapsed.TotalSeconds;
            // The first few say little of the rest.
            var remaining = total is { } all && _done < all && _done >= all / 100 && rate > 0 ? $", {Duration(TimeSpan.FromSeconds((all - _done) / rate))} left" : "";
            var of = total is null ? "" : string.Create(CultureInfo.InvariantCulture, $" of {total:N0}");
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {_done:N0}{of} ({rate:N0}/s{remaining})"));
        }
    }

    public void End()
    {
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_began);
            var rate = elapsed > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $" ({_done / elapsed.TotalSeconds:N0}/s)") : "";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {_done:N0} in {Duration(elapsed)}{rate}"));
        }
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
}
