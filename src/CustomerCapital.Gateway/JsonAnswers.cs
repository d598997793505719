using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CustomerCapital.Gateway;

/// <summary>Ends answers in JSON with a line break, so that a prompt, and what is appended to a file, begin on a line of their own, and sends each small one at once.</summary>
internal static class JsonAnswers
{
    public static void UseLineBreakAfterJson(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Features.Set<IHttpResponseBodyFeature>(new HeldAnswer(context.Response, body));
        await next(context);
        // Where a length was named there is no room for it; no answer of the gateway names one.
        if (IsJson(context.Response.ContentType) && context.Response.ContentLength is null) body.Writer.Write("\n"u8);
    });

    private static bool IsJson(string? type) =>
        type is not null && (type.StartsWith("application/json", StringComparison.Ordinal) || type.StartsWith("application/problem+json", StringComparison.Ordinal));

    /// <summary>The body of an answer that waits, where it is JSON and small, until the answer ends: the serializer flushes what it has written, and the end of the answer would be sent by itself.</summary>
    private sealed class HeldAnswer(HttpResponse response, IHttpResponseBodyFeature body) : PipeWriter, IHttpResponseBodyFeature
    {
        /// <summary>So many bytes are held at most.</summary>
        private const int HeldSize = 8 << 10;

        public Stream Stream => body.Stream;

        public PipeWriter Writer => this;

        public override bool CanGetUnflushedBytes => body.Writer.CanGetUnflushedBytes;

        public override long UnflushedBytes => body.Writer.UnflushedBytes;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            CanGetUnflushedBytes && UnflushedBytes < HeldSize && IsJson(response.ContentType) ? default : body.Writer.FlushAsync(cancellationToken);

        public override Memory<byte> GetMemory(int sizeHint = 0) => body.Writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => body.Writer.GetSpan(sizeHint);

        public override void Advance(int bytes) => body.Writer.Advance(bytes);

        public override void CancelPendingFlush() => body.Writer.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => body.Writer.Complete(exception);

        public Task CompleteAsync() => body.CompleteAsync();

        public void DisableBuffering() => body.DisableBuffering();

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => body.SendFileAsync(path, offset, count, cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken = default) => body.StartAsync(cancellationToken);
    }
}
