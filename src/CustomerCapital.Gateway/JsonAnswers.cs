using System.Buffers;
using Microsoft.AspNetCore.Builder;

namespace CustomerCapital.Gateway;

/// <summary>Ends answers in JSON with a line break, so that a prompt, and what is appended to a file, begin on a line of their own.</summary>
internal static class JsonAnswers
{
    public static void UseLineBreakAfterJson(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        // Where a length was named there is no room for it; no answer of the gateway names one.
        if (IsJson(context.Response.ContentType) && context.Response.ContentLength is null) context.Response.BodyWriter.Write("\n"u8);
    });

    private static bool IsJson(string? type) =>
        type is not null && (type.StartsWith("application/json", StringComparison.Ordinal) || type.StartsWith("application/problem+json", StringComparison.Ordinal));
}
