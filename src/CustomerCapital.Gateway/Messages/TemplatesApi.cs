using System.Globalization;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Messages;

/// <summary>Templates of messages, each with its version as entity tag.</summary>
internal static class TemplatesApi
{
    /// <summary>How often a change is made anew because another of any template came first.</summary>
    private const int Attempts = 20;

    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string>
        {
            [204] = "The template is deleted.",
            [404] = "There is no such template, or no such customer. Code `template_not_found` or `customer_not_found`.",
            [412] = "The template has changed since it was read, or is not there, or is there. Code `version_conflict`.",
            [422] = "The template cannot be filled in. Code `template_fails`.",
        },
    };

    public static void MapTemplates(this IEndpointRouteBuilder api)
    {
        var templates = api.MapGroup("/templates").WithTags("Messages").WithMetadata(Statuses);
        templates.MapGet("/", ListAsync).WithName("listTemplates").WithSummary("Lists the templates of messages.")
            .WithDescription("All templates, in the order of their names.").ProducesProblems();
        templates.MapGet("/{template}", GetAsync).WithName("getTemplate").WithSummary("Reads a template.")
            .WithDescription("The template is as it was saved. Its version is the `ETag`.").ProducesProblems(400, 404);
        templates.MapPut("/{template}", PutAsync).WithName("putTemplate").WithSummary("Saves a template under a name.")
            .WithDescription(
                "Subject, text and HTML are Liquid. What is put into HTML is escaped. A name that is not there makes the message fail: see docs/messages.md for those there are. " +
                "The mail is in the customer's language, else in the first that there is of English, German and Italian. `If-Match` with the `ETag` of the template that was read keeps two people from " +
                "overwriting each other.\n\n" +
                $"At most {SavedTemplates.CountLimit} templates are saved, of {SavedTemplates.SizeLimit:N0} bytes each in all their languages and {SavedTemplates.TotalSizeLimit:N0} in all.")
            .ProducesProblems(400, 412, 413, 415);
        templates.MapDelete("/{template}", DeleteAsync).WithName("deleteTemplate").WithSummary("Deletes a template.")
            .WithDescription("Messages by the template that are not sent yet fail.").ProducesProblems(400, 404, 412);
        templates.MapPost("/{template}/preview", PreviewAsync).WithName("previewTemplate").WithSummary("Shows what a template comes to for a customer.")
            .WithDescription("Nothing is sent. The links lead nowhere.").ProducesProblems(400, 404, 413, 415, 422);
    }

    private static async Task<Ok<SavedTemplateList>> ListAsync(ICustomerCapital capital, CancellationToken cancellation) =>
        TypedResults.Ok(new SavedTemplateList([.. (await capital.AskAsync(new ReadTemplates(), cancellation)).Saved.Saved.Select(SavedTemplateView.Of)]));

    private static async Task<Ok<SavedTemplateView>> GetAsync(ICustomerCapital capital, HttpResponse response, string template, CancellationToken cancellation)
    {
        CheckName(template);
        return Answer(response, (await capital.AskAsync(new ReadTemplates(), cancellation)).Saved.Find(template) ?? throw new ProblemException(Problem.TemplateNotFound(template)));
    }

    private static async Task<Ok<SavedTemplateView>> PutAsync(
        ICustomerCapital capital, HttpResponse response, string template, Body<MessageTemplate> body,
        [FromHeader(Name = "If-Match")] string? ifMatch, [FromHeader(Name = "If-None-Match")] string? ifNoneMatch, CancellationToken cancellation)
    {
        CheckName(template);
        if (ifNoneMatch is not (null or "*")) throw new ProblemException(Problem.Malformed([new("If-None-Match", "Must be *, or left out.")]));
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var kept = await capital.AskAsync(new ReadTemplates(), cancellation);
            var saved = kept.Saved.Find(template);
            CheckVersion(template, saved, ifMatch);
            if (ifNoneMatch is not null && saved is not null) throw new ProblemException(Problem.TemplateVersionConflict(template, saved.Version));
            if (saved is not null && saved.Template == body.Value) return Answer(response, saved);
            var change = await capital.AskAsync(new PutTemplate(template, body.Value, kept.Version), cancellation);
            if (change.VersionConflict) continue;
            if (change.Version is { } version)
            {
                AuditNote.Changed(response.HttpContext, saved is null ? null : SavedTemplateView.Of(saved), SavedTemplateView.Of(new(template, body.Value, version)));
                return Answer(response, new(template, body.Value, version));
            }

            throw new ProblemException(Problem.Malformed(change.Faults!));
        }

        throw new ProblemException(Problem.Unavailable("Others keep changing templates; try again."));
    }

    private static async Task<NoContent> DeleteAsync(ICustomerCapital capital, string template, [FromHeader(Name = "If-Match")] string? ifMatch, CancellationToken cancellation)
    {
        CheckName(template);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var kept = await capital.AskAsync(new ReadTemplates(), cancellation);
            var saved = kept.Saved.Find(template);
            CheckVersion(template, saved, ifMatch);
            if (saved is null) throw new ProblemException(Problem.TemplateNotFound(template));
            if (!(await capital.AskAsync(new DeleteTemplate(template, kept.Version), cancellation)).VersionConflict) return TypedResults.NoContent();
        }

        throw new ProblemException(Problem.Unavailable("Others keep changing templates; try again."));
    }

    private static async Task<Ok<RenderedMessage>> PreviewAsync(ICustomerCapital capital, string template, Body<PreviewRequest> body, CancellationToken cancellation)
    {
        CheckName(template);
        var values = body.Value.Values;
        var faults = Text.IdFaults("customerId", body.Value.CustomerId).Concat(new PlanMessage { MessageId = "preview", Template = template, Values = values }.Faults()).ToList();
        if (faults.Count > 0) throw new ProblemException(Problem.Malformed(faults));
        var preview = await capital.AskAsync(new PreviewTemplate(template, body.Value.CustomerId, values), cancellation);
        if (preview.IsTemplateMissing) throw new ProblemException(Problem.TemplateNotFound(template));
        if (preview.IsCustomerMissing) throw new ProblemException(Problem.CustomerNotFound(body.Value.CustomerId));
        return TypedResults.Ok(preview.Message ?? throw new ProblemException(Problem.TemplateFails(template, preview.Failure!)));
    }

    private static void CheckName(string name)
    {
        if (Text.IdFaults("template", name).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
    }

    private static void CheckVersion(string name, SavedTemplate? saved, string? ifMatch)
    {
        if (ifMatch is null || (ifMatch == "*" && saved is not null)) return;
        if (!long.TryParse(ifMatch.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var expected) || saved?.Version != expected)
            throw new ProblemException(Problem.TemplateVersionConflict(name, saved?.Version));
    }

    private static Ok<SavedTemplateView> Answer(HttpResponse response, SavedTemplate saved)
    {
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{saved.Version}\"");
        return TypedResults.Ok(SavedTemplateView.Of(saved));
    }
}

/// <summary>A template of messages.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">For what a customer is contacted by it.</param>
/// <param name="Variants">The template in each of its languages.</param>
/// <param name="Version">Grows with each change; it is the ETag.</param>
/// <param name="Channel">By which way: an e-mail, or a letter.</param>
public sealed record SavedTemplateView(string Name, ContactPurpose Purpose, IReadOnlyList<TemplateVariant> Variants, long Version, ContactChannel Channel)
{
    internal static SavedTemplateView Of(SavedTemplate saved) => new(saved.Name, saved.Template.Purpose, saved.Template.Variants, saved.Version, saved.Template.Channel);
}

/// <summary>The templates.</summary>
/// <param name="Templates">All of them, by name.</param>
public sealed record SavedTemplateList(IReadOnlyList<SavedTemplateView> Templates);

/// <summary>For whom a template is shown.</summary>
/// <param name="CustomerId">Whose data are put in.</param>
/// <param name="Values">What <c>values</c> are. May be left out.</param>
public sealed record PreviewRequest(string CustomerId = "", IReadOnlyDictionary<string, string>? Values = null);
