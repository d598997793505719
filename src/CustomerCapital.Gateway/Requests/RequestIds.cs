using System.Buffers;
using Microsoft.AspNetCore.Builder;

namespace CustomerCapital.Gateway.Requests;

/// <summary>Gives each request an id, which its answer, its problem and what is logged of it name: the caller's, where that is sound, else a new one.</summary>
internal static class RequestIds
{
    public const string Header = "X-Request-Id";

    /// <summary>Longest id that is taken from a caller.</summary>
    public const int LengthLimit = 128;

    private static readonly SearchValues<char> Sound = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/+=@");

    public static void UseRequestIds(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var sent = context.Request.Headers[Header];
        if (sent is [{ Length: > 0 and <= LengthLimit } id] && !id.AsSpan().ContainsAnyExcept(Sound)) context.TraceIdentifier = id;
        else context.TraceIdentifier = Guid.CreateVersion7().ToString("n");
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    });
}
