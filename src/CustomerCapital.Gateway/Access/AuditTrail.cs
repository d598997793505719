using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Gateway.Privacy;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Access;

/// <summary>What a request is going to tell the audit log of itself.</summary>
public sealed class AuditNote
{
    private readonly List<AuditChange> _changes = [];

    /// <summary>How many commands a stream has carried out.</summary>
    public long Count { get; set; } = 1;

    /// <summary>What was changed.</summary>
    internal IReadOnlyList<AuditChange> Changes => _changes;

    /// <summary>Whom the end names in place of the customer of the begin; null for the same.</summary>
    internal AuditedPerson? Person { get; private set; }

    /// <summary>Notes that the customer was erased, whom the end then does not name any more.</summary>
    /// <param name="context">The request.</param>
    /// <param name="erasedId">The id in place of the customer's.</param>
    public static void Erased(HttpContext context, string erasedId)
    {
        if (context.Features.Get<AuditNote>() is { } note) note.Person = AuditedPerson.Erased(erasedId);
    }

    /// <summary>Notes what was changed, where somebody wants to know.</summary>
    /// <param name="context">The request.</param>
    /// <param name="before">What there was; null for nothing.</param>
    /// <param name="after">What there is; null for nothing.</param>
    public static void Changed<T>(HttpContext context, T? before, T? after) where T : class
    {
        if (context.Features.Get<AuditNote>() is not { } note) return;
        note._changes.AddRange(JsonChanges.Between(NodeOf(before), NodeOf(after)));
    }

    private static JsonNode? NodeOf<T>(T? value) where T : class => value is null ? null : JsonSerializer.SerializeToNode(value, GatewayJson.Of<T>());
}

/// <summary>Has the audit log know of every request that changes something.</summary>
internal sealed partial class AuditTrail(AuditLog log, GatewayOptions options, ILogger<AuditTrail> logger)
{
    /// <summary>The segments of a path behind which a customer's id stands.</summary>
    private static readonly string[] Customers = ["customers", "members"];

    /// <summary>Carries a request out between its begin and its end in the log, or counts it.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<Caller>() is not { } caller || RecordOf(context, caller) is not var (record, isCounted)) return next(context);
        var note = new AuditNote();
        context.Features.Set(note);
        if (!isCounted) return InvokeAsync(context, record, note, next);
        context.Response.OnCompleted(() =>
        {
            log.Count(record with { Status = context.Response.StatusCode }, note.Count);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private async Task InvokeAsync(HttpContext context, AuditRecord record, AuditNote note, RequestDelegate next)
    {
        try
        {
            record = await WithoutErasedAsync(context, record);
            await log.WriteAsync(record);
        }
        catch (Exception failure) when (options.Pages is { } pages && context.Request.Path.StartsWithSegments(pages, StringComparison.OrdinalIgnoreCase) && failure is EngineUnavailableException or EngineOverloadedException)
        {
            // The page does nothing then, and keeps what was typed.
            context.Features.Set(new UnwrittenAudit(failure.Message));
            await next(context);
            return;
        }

        // What has begun stands there; how it ended is known before the caller knows.
        context.Response.OnStarting(() =>
        {
            if (context.Features.Get<ErasedInRequest>() is { } erased) AuditNote.Erased(context, erased.ErasedId);
            return EndAsync(record, note, context.Response.StatusCode);
        });
        await next(context);
    }

    /// <summary>Whom the path names by an id that is being erased is not named once more.</summary>
    private static async Task<AuditRecord> WithoutErasedAsync(HttpContext context, AuditRecord record) =>
        record.Person is { CustomerId: { } id } && await context.RequestServices.GetRequiredService<ICustomerCapital>().AskAsync(new FindAlias(id), context.RequestAborted) is { } into && ErasedId.Is(into)
            ? record with { Person = AuditedPerson.Erased(into) } : record;

    private (AuditRecord Record, bool IsCounted)? RecordOf(HttpContext context, Caller caller)
    {
        var request = context.Request;
        var scope = context.GetEndpoint()?.Metadata.GetMetadata<ScopeMetadata>();
        // Where nothing is, nothing is changed.
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizationRequirementData>() is null || scope is { Changes: false } || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return null;
        var action = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? request.Path.Value ?? "";
        var record = new AuditRecord(Plain(caller.Id, Text.ShortLimit), Plain(action, Text.ShortLimit)) { Address = context.Connection.RemoteIpAddress?.ToString() };
        // What is counted together has neither a path nor a request of its own.
        return scope?.Scope == Scope.CommandsWrite ? (record, true) : (record with { Target = TargetOf(context), Person = action == PrivacyApi.Erasing ? null : PersonOf(context), RequestId = context.TraceIdentifier }, false);
    }

    /// <summary>The path, in which a voucher's code is no more than hinted at: whoever reads the log must not be able to redeem it.</summary>
    private static string TargetOf(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        foreach (var name in (string[])["code", "shareCode"])
            if (context.Request.RouteValues.TryGetValue(name, out var value) && value is string { Length: > 0 } code) path = path.Replace($"/{code}", $"/{code[..Math.Min(3, code.Length)]}…", StringComparison.Ordinal);
        if (CustomerIn(context) is not { } customer) return Plain(path, Text.LongLimit);
        var segments = path.Split('/');
        segments[customer.Segment] = "{id}";
        return Plain(string.Join('/', segments), Text.LongLimit);
    }

    /// <summary>The customer whom the path names, in a form that can be forgotten.</summary>
    private AuditedPerson? PersonOf(HttpContext context) =>
        CustomerIn(context) is (_, var customer) && !Text.IdFaults("person", customer).Any() ? AuditedPerson.Of(customer, options.NewSecret(AuditedPerson.SaltSize)) : null;

    /// <summary>What stands behind one of <see cref="Customers"/> in the path, as the route has read it, and which segment of the path it is; null where nothing does.</summary>
    private static (int Segment, string Id)? CustomerIn(HttpContext context)
    {
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.PathSegments is not { } route) return null;
        for (var at = 1; at < route.Count; at++)
        {
            if (route[at - 1].Parts is [RoutePatternLiteralPart before] && Customers.Contains(before.Content) && route[at].Parts is [RoutePatternParameterPart { Name: "id" or "customerId" } named]
                && context.Request.RouteValues.GetValueOrDefault(named.Name) is string { Length: > 0 } id)
                // A path begins with a mark, before which nothing stands.
                return (at + 1, id);
        }

        return null;
    }

    /// <summary>A text as the log takes it, without what cannot be shown.</summary>
    private static string Plain(string text, int limit)
    {
        if (text.Length <= limit && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length + rune.Utf16SequenceLength > limit) break;
            plain.Append(Rune.IsControl(rune) ? Rune.ReplacementChar : rune);
        }

        return plain.ToString();
    }

    private async Task EndAsync(AuditRecord record, AuditNote note, int status)
    {
        var end = record with { Status = status, Person = note.Person ?? record.Person, Count = Math.Max(1, note.Count), Changes = [.. note.Changes.Take(AuditRecord.MostChanges)], MoreChanges = Math.Max(0, note.Changes.Count - AuditRecord.MostChanges) };
        try
        {
            await log.WriteAsync(end);
        }
        catch (Exception failure)
        {
            // That it was begun is in the log; its end is written down with the next counts.
            log.Count(end);
            LogEndPutOff(failure, record.Action, record.RequestId);
        }
    }

    [LoggerMessage(2013, LogLevel.Warning, "The end of {Action} could not be written into the audit log at once, request {RequestId}; it is written down later")]
    private partial void LogEndPutOff(Exception failure, string action, string? requestId);
}
