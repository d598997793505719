using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Segments;

/// <summary>Segments saved under names, each with its version as entity tag.</summary>
internal static class SegmentsApi
{
    /// <summary>How often a change is made anew because another of any segment came first.</summary>
    private const int Attempts = 20;

    private static readonly string BoughtNotKept = $"The segment uses `boughtSku` or `boughtCategory`, and the ledger does not keep what was bought. Code `{BoughtNotKeptException.Code}`.";

    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string>
        {
            [204] = "The segment is deleted.",
            [404] = "There is no such saved segment. Code `segment_not_found`.",
            [409] = "Other saved segments name this one. Code `segment_in_use`.",
            [412] = "The saved segment has changed since it was read, or is not there, or is there. Code `version_conflict`.",
            [422] = BoughtNotKept,
        },
    };

    /// <summary>What an endpoint answers with to a segment that asks for what was bought, where the ledger does not keep that.</summary>
    internal static readonly EndpointDescription OfBought = new() { Answers = new Dictionary<int, string> { [422] = BoughtNotKept } };

    public static void MapSegments(this IEndpointRouteBuilder api)
    {
        var segments = api.MapGroup("/segments").WithTags("Segments").WithMetadata(Statuses);
        segments.MapGet("/", ListAsync).WithName("listSegments").WithSummary("Lists the saved segments.")
            .WithDescription("All saved segments, in the order of their names.").ProducesProblems();
        segments.MapGet("/{name}", GetAsync).WithName("getSegment").WithSummary("Reads a saved segment.")
            .WithDescription("The segment is as it was saved. Its version is the `ETag`.").ProducesProblems(400, 404);
        segments.MapPut("/{name}", PutAsync).WithName("putSegment")
            .WithSummary("Saves a segment under a name.")
            .WithDescription(
                "`If-Match` with the `ETag` of the segment that was read keeps two people from overwriting each other. Segments and questions name a saved segment as " +
                $$"""`{"segment": "its name"}`.""" + "\n\n" +
                $"At most {SavedSegments.CountLimit} segments are saved, of {SavedSegments.SizeLimit:N0} bytes each and {SavedSegments.TotalSizeLimit:N0} in all. With every saved segment that " +
                "it names put in its place, a segment keeps the limits of any segment. No segment can name itself, not even by way of others.")
            .ProducesProblems(400, 412, 413, 415, 422);
        segments.MapDelete("/{name}", DeleteAsync).WithName("deleteSegment").WithSummary("Deletes a saved segment.")
            .WithDescription("A segment that other saved segments name is not deleted.").ProducesProblems(400, 404, 409, 412);
    }

    private static async Task<Ok<SavedSegmentList>> ListAsync(ICustomerCapital capital, CancellationToken cancellation) =>
        TypedResults.Ok(new SavedSegmentList([.. (await capital.AskAsync(new ReadSegments(), cancellation)).Saved.Saved.Select(SavedSegmentView.Of)]));

    private static async Task<Ok<SavedSegmentView>> GetAsync(ICustomerCapital capital, HttpResponse response, string name, CancellationToken cancellation)
    {
        CheckName(name);
        return Answer(response, (await capital.AskAsync(new ReadSegments(), cancellation)).Saved.Find(name) ?? throw new ProblemException(Problem.SegmentNotFound(name)));
    }

    private static async Task<Ok<SavedSegmentView>> PutAsync(
        ICustomerCapital capital, HttpResponse response, string name, Body<SegmentDefinition> body,
        [FromHeader(Name = "If-Match")] string? ifMatch, [FromHeader(Name = "If-None-Match")] string? ifNoneMatch, CancellationToken cancellation)
    {
        CheckName(name);
        var query = new QueryFaults();
        var segment = query.Required(body.Value.Segment);
        if (ifNoneMatch is not (null or "*")) query.Add([new("If-None-Match", "Must be *, or left out.")]);
        query.ThrowIfAny();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var kept = await capital.AskAsync(new ReadSegments(), cancellation);
            var saved = kept.Saved.Find(name);
            CheckVersion(name, saved, ifMatch);
            if (ifNoneMatch is not null && saved is not null) throw new ProblemException(Problem.SegmentVersionConflict(name, saved.Version));
            if (saved is not null && saved.Segment == segment) return Answer(response, saved);
            var change = await capital.AskAsync(new PutSegment(name, segment, kept.Version), cancellation);
            if (change.VersionConflict) continue;
            if (change.BoughtNotKept) throw new ProblemException(Problem.BoughtNotKept());
            if (change.Version is { } version)
            {
                AuditNote.Changed(response.HttpContext, saved is null ? null : SavedSegmentView.Of(saved), SavedSegmentView.Of(new(name, segment, version)));
                return Answer(response, new(name, segment, version));
            }

            throw new ProblemException(Problem.Malformed(change.Faults!));
        }

        throw new ProblemException(Problem.Unavailable("Others keep changing saved segments; try again."));
    }

    private static async Task<NoContent> DeleteAsync(ICustomerCapital capital, string name, [FromHeader(Name = "If-Match")] string? ifMatch, CancellationToken cancellation)
    {
        CheckName(name);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var kept = await capital.AskAsync(new ReadSegments(), cancellation);
            var saved = kept.Saved.Find(name);
            CheckVersion(name, saved, ifMatch);
            if (saved is null) throw new ProblemException(Problem.SegmentNotFound(name));
            var change = await capital.AskAsync(new DeleteSegment(name, kept.Version), cancellation);
            if (change.Users is { } users) throw new ProblemException(Problem.SegmentInUse(name, users));
            if (!change.VersionConflict) return TypedResults.NoContent();
        }

        throw new ProblemException(Problem.Unavailable("Others keep changing saved segments; try again."));
    }

    private static void CheckName(string name)
    {
        if (Text.IdFaults("name", name).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
    }

    private static void CheckVersion(string name, SavedSegment? saved, string? ifMatch)
    {
        if (ifMatch is null || (ifMatch == "*" && saved is not null)) return;
        if (!long.TryParse(ifMatch.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var expected) || saved?.Version != expected)
            throw new ProblemException(Problem.SegmentVersionConflict(name, saved?.Version));
    }

    private static Ok<SavedSegmentView> Answer(HttpResponse response, SavedSegment saved)
    {
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{saved.Version}\"");
        return TypedResults.Ok(SavedSegmentView.Of(saved));
    }
}
