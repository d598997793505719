using CustomerCapital.Server.Terminal;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Server.Tests.Terminal;

public sealed class ProgressDisplayTests : IDisposable
{
    private readonly StringWriter _written = new() { NewLine = "\n" };
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task RunPlainAsync_with_a_total_writes_done_rate_and_remaining_every_two_seconds()
    {
        await ProgressDisplay.RunPlainAsync("Importing", 10_000, advance =>
        {
            Pass(1, advance, 1_000);
            Pass(1, advance, 1_000);
            Pass(1, advance, 3_000);
            Pass(1, advance, 3_000);
            Pass(1, advance, 2_000);
            return Task.CompletedTask;
        }, _written, _clock);

        Assert.Equal(
            """
            Importing: 2,000 of 10,000 (1,000/s, 8 s left)
            Importing: 8,000 of 10,000 (2,000/s, 1 s left)
            Importing: 10,000 in 5 s (2,000/s)

            """,
            _written.ToString());
    }

    [Fact]
    public async Task RunPlainAsync_without_a_total_writes_done_and_rate()
    {
        await ProgressDisplay.RunPlainAsync("Exporting", null, advance =>
        {
            Pass(90, advance, 180);
            return Task.CompletedTask;
        }, _written, _clock);

        Assert.Equal("Exporting: 180 (2/s)\nExporting: 180 in 1 min 30 s (2/s)\n", _written.ToString());
    }

    [Fact]
    public async Task RunPlainAsync_of_work_that_fails_lets_the_failure_out_and_writes_no_end()
    {
        var failing = ProgressDisplay.RunPlainAsync("Importing", 1, _ => throw new IOException("gone"), _written, _clock);

        await Assert.ThrowsAsync<IOException>(() => failing);
        Assert.Equal("", _written.ToString());
    }

    public void Dispose() => _written.Dispose();

    private void Pass(int seconds, Action<long> advance, long count)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        advance(count);
    }
}
