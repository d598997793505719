using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;

namespace CustomerCapital.Bench.NaiveGrain;

/// <summary>Many purchases in one request: a line in, a line out, in order, up to a thousand of them under way.</summary>
internal static class PurchaseStream
{
    private const int UnderWay = 1_000;
    private const int WorthSending = 4_096;

    public static async Task AnswerAsync(HttpContext context, IGrainFactory grains)
    {
        var calls = Channel.CreateBounded<Task<Receipt>>(UnderWay);
        var reading = ReadAsync(context.Request.BodyReader, grains, calls.Writer);
        context.Response.ContentType = "application/x-ndjson";
        var (answer, number) = (context.Response.BodyWriter, 0L);
        while (await calls.Reader.WaitToReadAsync())
        {
            while (calls.Reader.TryRead(out var call))
            {
                if (!call.IsCompleted && answer.UnflushedBytes > WorthSending) await answer.FlushAsync(); // what is known already does not wait
                Write(answer, new(++number, 201, await call));
            }

            await answer.FlushAsync();
        }

        await reading;
    }

    private static async Task ReadAsync(PipeReader body, IGrainFactory grains, ChannelWriter<Task<Receipt>> calls)
    {
        try
        {
            while (true)
            {
                var read = await body.ReadAsync();
                var rest = read.Buffer;
                while (TryTakeLine(ref rest) is { } line) await calls.WriteAsync(grains.GetGrain<ICustomerGrain>(line.CustomerId).RecordAsync(line.Command));
                body.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted) break;
            }

            calls.Complete();
        }
        catch (Exception failure)
        {
            calls.Complete(failure);
        }
    }

    private static PurchaseLine? TryTakeLine(ref ReadOnlySequence<byte> rest)
    {
        if (rest.PositionOf((byte)'\n') is not { } end) return null;
        var json = new Utf8JsonReader(rest.Slice(0, end));
        rest = rest.Slice(rest.GetPosition(1, end));
        return JsonSerializer.Deserialize(ref json, NaiveJson.Default.PurchaseLine) ?? throw new InvalidDataException("A line holds a purchase.");
    }

    private static void Write(PipeWriter answer, PurchaseResult result)
    {
        using (var json = new Utf8JsonWriter(answer)) JsonSerializer.Serialize(json, result, NaiveJson.Default.PurchaseResult);
        answer.Write("\n"u8);
    }
}

/// <summary>A line of the request.</summary>
internal sealed record PurchaseLine(string CustomerId, Purchase Command);

/// <summary>A line of the answer.</summary>
internal sealed record PurchaseResult(long Line, int Status, Receipt Receipt);
