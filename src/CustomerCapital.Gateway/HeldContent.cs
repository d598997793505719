using CustomerCapital.Gateway.Problems;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.Gateway;

/// <summary>The content that is in work, of all requests together and of answers that can be large, and the room there is for more.</summary>
internal sealed class HeldContent(GatewayOptions options, TimeProvider time)
{
    /// <summary>A body of so many bytes needs no room of its own: connections are limited.</summary>
    public const int SmallSize = 16 << 10;

    private readonly Admission _content = new(int.MaxValue, options.ContentLimit, time);
    private readonly Admission _pages = new(int.MaxValue, options.HistoryLimit, time);
    private readonly Admission _streams = new(options.StreamLimit, long.MaxValue, time);

    /// <summary>Makes room for a body, until its request is answered.</summary>
    /// <exception cref="ProblemException">There was no room in time: 429.</exception>
    public async ValueTask HoldBodyAsync(HttpContext context, long size)
    {
        if (!await _content.TryEnterAsync(1, size, options.Patience, context.RequestAborted))
            throw new ProblemException(Problem.Overloaded("More request content is in work than is taken; send this request later."));
        context.Response.RegisterForDispose(new Place(_content, size));
    }

    /// <summary>Makes room for a page of a history, until the caller has it.</summary>
    /// <exception cref="ProblemException">There was no room in time: 429.</exception>
    public async ValueTask HoldPageAsync(HttpContext context)
    {
        if (!await _pages.TryEnterAsync(1, EntryPage.SizeLimit, options.Patience, context.RequestAborted))
            throw new ProblemException(Problem.Overloaded("More of customers' histories is on its way to callers than is taken; send this request later."));
        context.Response.RegisterForDispose(new Place(_pages, EntryPage.SizeLimit));
    }

    /// <summary>Makes room for a stream, until its request is answered.</summary>
    /// <exception cref="ProblemException">There was no room in time: 429.</exception>
    public async ValueTask HoldStreamAsync(HttpContext context)
    {
        if (!await _streams.TryEnterAsync(1, 0, options.Patience, context.RequestAborted))
            throw new ProblemException(Problem.Overloaded($"{options.StreamLimit} streams of commands are open, and more are not taken; send this one later."));
        context.Response.RegisterForDispose(new Place(_streams, 0));
    }

    /// <summary>Makes room for lines of a stream; the stream stands still until there is some.</summary>
    public async ValueTask HoldLinesAsync(long size, CancellationToken aborted) => await _content.TryEnterAsync(1, size, Timeout.InfiniteTimeSpan, aborted);

    /// <summary>Gives the room of lines back.</summary>
    public void ReleaseLines(long size) => _content.Leave(1, size);

    private sealed class Place(Admission admission, long size) : IDisposable
    {
        public void Dispose() => admission.Leave(1, size);
    }
}
