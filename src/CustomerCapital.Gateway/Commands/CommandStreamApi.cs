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
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Commands;

/// <summary>Many commands in one request: a line in, a line out, in order, while the request is still being sent.</summary>
internal static partial class CommandStreamApi
{
    public const string MediaType = "application/x-ndjson";

    public const string Path = "/v1/commands";

    private static readonly Task<LineBatch> NoMore = Task.FromResult(LineBatch.None);

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

    private static async Task StreamAsync(HttpContext context, ICustomerCapital capital, HeldContent content, ILogger<ProblemHandler> logger)
    {
        if (context.Request.ContentType?.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase) is not true)
            throw new ProblemException(Problem.UnsupportedMediaType(MediaType));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        await content.HoldStreamAsync(context);
        context.Response.ContentType = MediaType;
        var lines = new LineReader(context.Request.BodyReader, content);
        try
        {
            await AnswerAsync(capital, lines, context.Response.BodyWriter, logger, context.RequestAborted);
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
    private static async Task AnswerAsync(ICustomerCapital capital, LineReader lines, PipeWriter answer, ILogger logger, CancellationToken aborted)
    {
        var next = lines.ReadAsync(aborted);
        try
        {
            while (true)
            {
                using var batch = await next;
                next = NoMore;
                if (batch.Lines.Count == 0) return;
                var executing = CommandBatch.ExecuteAsync(capital, batch.Lines);
                next = lines.ReadAsync(aborted);
                foreach (var outcome in await executing)
                {
                    if (outcome.Failure is { } failure) LogFault(logger, failure, outcome.Number);
                    Write(answer, LineResult.Of(outcome));
                }

                await answer.FlushAsync(aborted);
            }
        }
        catch
        {
            // The server wants its pipe back with no read under way.
            lines.Stop();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (next.IsCompletedSuccessfully) next.Result.Dispose();
            throw;
        }
    }

    private static void Write(PipeWriter writer, LineResult result)
    {
        using (var json = new Utf8JsonWriter(writer, new() { Encoder = GatewayJson.Options.Encoder })) JsonSerializer.Serialize(json, result, GatewayJson.Of<LineResult>());
        writer.Write("\n"u8);
    }

    [LoggerMessage(2002, LogLevel.Error, "Line {Line} of a stream of commands failed")]
    private static partial void LogFault(ILogger logger, Exception failure, long line);
}

/// <summary>What became of one line of a stream.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Status">The HTTP status that the command would have had in a request of its own.</param>
/// <param name="Outcome">Accepted, duplicate, unchanged, conflict, refused or malformed; null where it is not known.</param>
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
        {
            var failed = line.FailureCode switch { CommandBatch.OverloadedCode => 429, CommandBatch.UnavailableCode => 503, _ => 500 };
            return new(line.Number, failed, null, null, line.FailureCode, line.FailureMessage, line.FailureCode != CommandBatch.UnreadableCode, []);
        }

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
