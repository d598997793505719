using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using System.Globalization;

namespace CustomerCapital.Gateway.FollowUps;

/// <summary>Letters that are due, as they are printed.</summary>
internal static class LettersApi
{
    private const int DefaultBatch = 50;

    public static void MapLetters(this IEndpointRouteBuilder api) => api.MapGroup("/templates/{template}/letters").WithTags("Follow-ups").MapGet("/", GetAsync)
        .WithName("listLetters")
        .WithSummary("Renders the letters that are due by a template of letters.")
        .WithDescription(
            $"The letters are the follow-ups of the kind `letter` that are not done, the earliest due first, at most {ReadLetters.MostInBatch} at once. Who has not consented to letters for the template's purpose " +
            "gets none: `withheld` says why. Nothing is recorded: tick each letter off once it is sent. Ask for the next batch with `nextAfter` as `after`, until `nextAfter` is null.")
        .WithMetadata(new EndpointDescription
        {
            Signature =
            [
                new("template", "The name of a template whose channel is `post`.", new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 128, Examples = ["thank-you"] }),
                new("through", "The last day, in the program's time zone. If left out, letters of every day are listed.", new() { Type = JsonSchemaType.String, Format = "date" }),
                new("assignee", "Only letters that are assigned to this member of staff.", new() { Type = JsonSchemaType.String, MaxLength = Text.ShortLimit }),
                new("unassigned", "`true` for those only that are nobody's. Not together with `assignee`.", new() { Type = JsonSchemaType.Boolean }),
                new("after", "The `nextAfter` of the batch before. If left out, the batch begins with the earliest letter.", new() { Type = JsonSchemaType.String }),
                new("limit", "Letters in a batch, at most.", new()
                {
                    Type = JsonSchemaType.Integer, Format = "int64", Minimum = "1", Maximum = ReadLetters.MostInBatch.ToString(CultureInfo.InvariantCulture), Default = DefaultBatch,
                }),
            ],
            Answers = new Dictionary<int, string> { [200] = "The letters, the earliest due first.", [404] = "There is no such template of letters. Code `template_not_found`." },
        })
        .ProducesProblems(400, 404);

    private static async Task<Ok<LetterPage>> GetAsync(
        ICustomerCapital capital, string template, string? through, string? assignee, string? unassigned, string? after, string? limit, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        query.Id("template", template);
        var (day, place, whose) = (query.Day("through", through), query.WorkPlace("after", after), query.Assignee(assignee, unassigned));
        var count = query.Number("limit", limit, DefaultBatch, 1, ReadLetters.MostInBatch);
        query.ThrowIfAny();
        var batch = await capital.AskAsync(new ReadLetters(template, place, (int)count, day, whose), cancellation);
        if (batch.IsTemplateMissing) throw new ProblemException(Problem.TemplateNotFound(template));
        return TypedResults.Ok(new LetterPage(batch.Letters, batch.Next is { } next ? WorkListCursor.Write(next) : null));
    }
}

/// <summary>Letters that are due.</summary>
/// <param name="Letters">The earliest due first.</param>
/// <param name="NextAfter">The <c>after</c> of the next batch. Null on the last one.</param>
public sealed record LetterPage(IReadOnlyList<Letter> Letters, string? NextAfter);
