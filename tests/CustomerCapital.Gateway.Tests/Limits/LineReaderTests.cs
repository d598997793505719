using System.IO.Pipelines;
using System.Text;
using CustomerCapital.Gateway.Commands;

namespace CustomerCapital.Gateway.Tests.Limits;

public sealed class LineReaderTests
{
    private readonly Pipe _pipe = new();
    private readonly HeldContent _content = new(new() { ContentLimit = 100 }, TimeProvider.System);

    [Fact]
    public async Task ReadAsync_waits_until_there_is_room_for_what_it_would_hand_on()
    {
        await _content.HoldLinesAsync(90, CancellationToken.None);
        await WriteAsync("{\"a\":1}\n{\"a\":2}\n");
        var reader = new LineReader(_pipe.Reader, _content);

        var reading = reader.ReadAsync(CancellationToken.None);

        Assert.False(reading.IsCompleted);
        Assert.Equal(0, reader.Number);
        _content.ReleaseLines(90);
        using var batch = await reading;
        Assert.Equal([1, 2], batch.Lines.Select(line => line.Number));
        Assert.Equal(16, batch.Size);
    }

    [Fact]
    public async Task ReadAsync_of_blank_lines_holds_no_room()
    {
        await WriteAsync(" \n\n");
        await _pipe.Writer.CompleteAsync();

        var batch = await new LineReader(_pipe.Reader, _content).ReadAsync(CancellationToken.None);

        Assert.Empty(batch.Lines);
        await _content.HoldLinesAsync(90, CancellationToken.None);
        Assert.True(_content.HoldLinesAsync(10, CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task ReadAsync_that_waits_for_room_ends_when_it_is_given_up()
    {
        await _content.HoldLinesAsync(100, CancellationToken.None);
        await WriteAsync("{}\n");
        using var aborting = new CancellationTokenSource();
        var reading = new LineReader(_pipe.Reader, _content).ReadAsync(aborting.Token);

        await aborting.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private async Task WriteAsync(string text) => await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));
}
