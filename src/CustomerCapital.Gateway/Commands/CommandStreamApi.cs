using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Commands;

/// <summary>Many commands in one request: a line in, a line out, in order, while the request is still being sent.</summary>
internal static class CommandStreamApi
{
    public const string MediaType = "application/x-ndjson";

    public const string Path = "/v1/commands";

    public static void MapCommandStream(this IEndpointRouteBuilder api) => api.MapPost("/commands", StreamAsync)
        .WithName("executeCommands")
        .WithTags("Commands")
        .WithSummary("Carries out a stream of commands, one JSON object per line, of any mix of customers.")
        .WithDescription(
            "Answers one line for each line that is not blank, in order, while the request is still being sent. Each customer's commands are carried out in order. " +
            "A line has at most 1,048,576 bytes; the stream may be of any length, but must not stand still for more than some seconds.")
        .Accepts<CommandEnvelope>(MediaType)
        .Produces<LineResult>(200, MediaType)
        .ProducesProblems(408, 413, 415);

    private static async Task StreamAsync(HttpContext context, ICustomerCapital capital)
    {
        if (context.Request.ContentType?.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase) is not true)
            throw new ProblemException(Problem.UnsupportedMediaType(MediaType));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        context.Response.ContentType = MediaType;
        var lines = new LineReader(context.Request.BodyReader);
        try
        {
            await AnswerAsync(capital, lines, context.Response.BodyWriter, context.RequestAborted);
            if (!lines.LineTooLong) return;
            if (!context.Response.HasStarted) throw new ProblemException(Problem.OfStatus(413, LineReader.TooLong));
            Write(context.Response.BodyWriter, LineResult.Of(lines.Number, Problem.OfStatus(413, LineReader.TooLong)));
        }
        catch (BadHttpRequestException broken) when (context.Response.HasStarted)
        {
            Write(context.Response.BodyWriter, LineResult.Of(lines.Number + 1, Problem.OfStatus(broken.StatusCode, broken.Message)));
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <remarks>While one batch is carried out, the next is read; batches themselves follow each other, so that each customer's order holds.</remarks>
    private static async Task AnswerAsync(ICustomerCapital capital, LineReader lines, PipeWriter answer, CancellationToken aborted)
    {
        var next = lines.ReadAsync(aborted);
        try
        {
            while (await next is { Count: > 0 } batch)
            {
                var executing = CommandBatch.ExecuteAsync(capital, batch);
                next = lines.ReadAsync(aborted);
                foreach (var outcome in await executing) Write(answer, LineResult.Of(outcome));
                await answer.FlushAsync(aborted);
            }
        }
        catch
        {
            // The server wants its pipe back with no read under way.
            lines.Stop();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static void Write(PipeWriter writer, LineResult result)
    {
        using (var json = new Utf8JsonWriter(writer, new() { Encoder = GatewayJson.Options.Encoder })) JsonSerializer.Serialize(json, result, GatewayJson.Of<LineResult>());
        writer.Write("\n"u8);
    }
}

/// <summary>What became of one line of a stream.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Status">The HTTP status that the command would have had in a request of its own.</param>
/// <param name="Outcome">Accepted, duplicate, unchanged, conflict, refused or malformed; null where sending the line again helps.</param>
/// <param name="Receipt">What the command came to.</param>
/// <param name="Code">Stable code of what went wrong.</param>
/// <param name="Detail">The same as a sentence.</param>
/// <param name="Retryable">Whether sending the same line again can help.</param>
/// <param name="Errors">The fields at fault.</param>
public sealed record LineResult(
    long Line, int Status, OutcomeStatus? Outcome, Receipt? Receipt, string? Code, string? Detail, bool Retryable, IReadOnlyList<FieldFault> Errors)
{
    internal static LineResult Of(LineOutcome line)
    {
        if (line.Outcome is not { } outcome)
            return new(line.Number, line.RetryCode == CommandBatch.OverloadedCode ? 429 : 503, null, null, line.RetryCode, line.RetryMessage, true, []);
        var status = outcome.Status switch
        {
            OutcomeStatus.Accepted => 201,
            OutcomeStatus.Duplicate or OutcomeStatus.Unchanged => 200,
            OutcomeStatus.Conflict => 409,
            OutcomeStatus.Refused => 422,
            _ => 400,
        };
        return new(line.Number, status, outcome.Status, outcome.Receipt, outcome.Code, outcome.Message, false, outcome.Faults ?? []);
    }

    internal static LineResult Of(long number, Problem problem) =>
        new(number, problem.Status, problem.Retryable ? null : OutcomeStatus.Malformed, null, problem.Code, problem.Detail, problem.Retryable, []);
}
