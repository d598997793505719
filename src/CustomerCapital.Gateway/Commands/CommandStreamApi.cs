using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
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
            "The body is lines of JSON. Each line holds a customer's id and a command. Each line that is not blank is answered by one line, in the same order, while later lines are " +
            "still being sent. The commands of one customer are carried out in order. A referral and a purchase move keep their place among the lines of both customers.\n\n" +
            "A line has at most 1,048,576 bytes. The stream may be of any length, but must not pause for more than some seconds.\n\n" +
            "With `stopOnFailure=true` the answer ends early if the outcome of a line is not known. A line that is not answered was not carried out. Send again what failed and what was " +
            "not answered, and each customer's order is kept.")
        .Accepts<CommandEnvelope>(MediaType)
        .Produces<LineResult>(200, MediaType)
        .ProducesProblems(400, 408, 413, 415);

    private static async Task StreamAsync(HttpContext context, ICustomerCapital capital, HeldContent content, ILogger<ProblemHandler> logger, string? stopOnFailure)
    {
        var query = new QueryFaults();
        var stops = query.Boolean("stopOnFailure", stopOnFailure) is true;
        query.ThrowIfAny();
        if (context.Request.ContentType?.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase) is not true)
            throw new ProblemException(Problem.UnsupportedMediaType(MediaType));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        await content.HoldStreamAsync(context);
        context.Response.ContentType = MediaType;
        var lines = new LineReader(context.Request.BodyReader, content);
        try
        {
            await AnswerAsync(context, capital, lines, stops, context.Response.BodyWriter, logger, context.TraceIdentifier, context.RequestAborted);
            if (!lines.LineTooLong) return;
            if (!context.Response.HasStarted) throw new ProblemException(Problem.OfStatus(413, LineReader.TooLong));
            Write(context.Response.BodyWriter, LineResults.Of(lines.Number, Problem.OfStatus(413, LineReader.TooLong)));
        }
        catch (BadHttpRequestException broken) when (context.Response.HasStarted)
        {
            Write(context.Response.BodyWriter, LineResults.Of(lines.Number + 1, Problem.OfStatus(broken.StatusCode, broken.Message)));
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <remarks>While one batch is carried out, the next is read; batches themselves follow each other, so that each customer's order holds.</remarks>
    private static async Task AnswerAsync(HttpContext context, ICustomerCapital capital, LineReader lines, bool stops, PipeWriter answer, ILogger logger, string requestId, CancellationToken aborted)
    {
        var (caller, note, guard) = (context.Caller(), context.Features.Get<AuditNote>(), context.RequestServices.GetRequiredService<GuessGuard>());
        if (note is not null) note.Count = 0;
        var isLimited = caller.CustomerPrefix is not null || !OperationScopes.Commanding.All(caller.May);
        // One for all lines: to make one for each took as long as to write it.
        using var json = new Utf8JsonWriter(answer, new() { Encoder = GatewayJson.Options.Encoder });
        var next = lines.ReadAsync(aborted);
        try
        {
            while (true)
            {
                using var batch = await next;
                next = NoMore;
                if (batch.Lines.Count == 0) return;
                var given = isLimited ? await AllowedAsync(batch.Lines, caller, capital) : batch.Lines;
                if (given.Any(BringsCode) && guard.ProblemOf(caller) is { } slowed) given = [.. given.Select(line => BringsCode(line) ? Refused(line, slowed.Code, slowed.Detail) : line)];
                var executing = CommandBatch.ExecuteAsync(capital, given);
                if (note is not null) note.Count += batch.Lines.Count;
                next = lines.ReadAsync(aborted);
                var failed = false;
                foreach (var outcome in await executing)
                {
                    failed |= outcome.Outcome is null && outcome.FailureCode != CommandBatch.UnreadableCode;
                    if (GuessGuard.IsMiss(outcome.Outcome?.Code)) guard.MissCode(caller);
                    if (outcome.Failure is { } failure) LogFault(logger, failure, outcome.Number, requestId);
                    Write(json, answer, LineResults.Of(outcome));
                }

                await answer.FlushAsync(aborted);
                if (!failed || !stops) continue;
                await StopAsync(lines, next);
                return;
            }
        }
        catch
        {
            await StopAsync(lines, next);
            throw;
        }
    }

    /// <summary>The lines, or that their caller may not send them.</summary>
    private static async Task<IReadOnlyList<CommandLine>> AllowedAsync(IReadOnlyList<CommandLine> lines, Caller caller, ICustomerCapital capital)
    {
        var elsewhere = new HashSet<string>(StringComparer.Ordinal);
        if (caller.CustomerPrefix is not null)
        {
            foreach (var customerId in lines.SelectMany(line => line.Envelope is { } envelope ? [envelope.CustomerId, envelope.Command.OtherCustomerId] : (string?[])[]).OfType<string>().Distinct())
                if (!await ScopeAuthorization.MayKnowAsync(caller, customerId, capital)) elsewhere.Add(customerId);
        }

        return [.. lines.Select(line => Allowed(line, caller, elsewhere))];
    }

    /// <param name="line">The line.</param>
    /// <param name="caller">Who sends it.</param>
    /// <param name="elsewhere">Ids of customers of whom the caller may not know, or that lead to such.</param>
    private static CommandLine Allowed(CommandLine line, Caller caller, HashSet<string> elsewhere)
    {
        if (line.Envelope is not { } envelope) return line;
        var scope = OperationScopes.Of(envelope.Command);
        if (!caller.May(scope)) return Refused(line, Problem.ForbiddenCode, $"The caller lacks the scope {Scopes.NameOf(scope)}.");
        return !elsewhere.Contains(envelope.CustomerId) && (envelope.Command.OtherCustomerId is not { } other || !elsewhere.Contains(other)) ? line
            : Refused(line, Problem.ForbiddenCode, $"The caller's key is for customers alone whose ids begin with '{caller.CustomerPrefix}'.");
    }

    private static bool BringsCode(CommandLine line) => line is { Refused: null, Envelope.Command: RecordPurchase { Vouchers.Count: > 0 } };

    private static CommandLine Refused(CommandLine line, string code, string message) => line with { Refused = new(OutcomeStatus.Refused, null, code, message) };

    /// <summary>Ends a reading that is under way: the server wants its pipe back with none.</summary>
    private static async Task StopAsync(LineReader lines, Task<LineBatch> next)
    {
        lines.Stop();
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (next.IsCompletedSuccessfully) next.Result.Dispose();
    }

    private static void Write(PipeWriter writer, LineResult result)
    {
        using var json = new Utf8JsonWriter(writer, new() { Encoder = GatewayJson.Options.Encoder });
        Write(json, writer, result);
    }

    private static void Write(Utf8JsonWriter json, PipeWriter writer, LineResult result)
    {
        JsonSerializer.Serialize(json, result, GatewayJson.Of<LineResult>());
        json.Flush();
        json.Reset();
        writer.Write("\n"u8);
    }

    [LoggerMessage(2002, LogLevel.Error, "Line {Line} of a stream of commands failed, request {RequestId}")]
    private static partial void LogFault(ILogger logger, Exception failure, long line, string requestId);
}
