using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Templates;

/// <summary>The templates, as the ledger's control state holds them.</summary>
/// <param name="Saved">All of them.</param>
/// <param name="Version">Of the whole; 0 where none was ever saved. A change must name it.</param>
public sealed record KeptTemplates(SavedTemplates Saved, long Version)
{
    private const string Name = "templates";

    internal static async Task<KeptTemplates> ReadAsync(ILedger ledger, CancellationToken cancellation)
    {
        if (await ledger.ReadControlAsync(Name, cancellation) is not { } kept) return new(SavedTemplates.None, 0);
        try
        {
            return new(JsonSerializer.Deserialize(kept.Json, KeptTemplatesJson.Default.SavedTemplates)!, kept.Version);
        }
        catch (JsonException newer)
        {
            throw new EngineUnavailableException($"The templates cannot be read by this version of the program; upgrade it. {newer.Message}", newer);
        }
    }

    /// <summary>Takes over the templates of an export. Those that are here already stay as they are.</summary>
    /// <exception cref="RestoreConflictException">One of them is another here, or cannot be saved beside those that are here; nothing was changed.</exception>
    internal static async Task RestoreAsync(ILedger ledger, SavedTemplates exported)
    {
        TemplateChange change;
        do
        {
            var kept = await ReadAsync(ledger, CancellationToken.None);
            var next = kept.Saved.WithAll(exported, kept.Version + 1, out var fault);
            if (fault is not null) throw new RestoreConflictException(fault);
            if (next == kept.Saved) return;
            change = await kept.WriteAsync(ledger, next, CancellationToken.None);
        }
        while (change.VersionConflict);
    }

    internal async Task<TemplateChange> WriteAsync(ILedger ledger, SavedTemplates next, CancellationToken cancellation)
    {
        try
        {
            await ledger.WriteControlAsync(Name, JsonSerializer.Serialize(next, KeptTemplatesJson.Default.SavedTemplates), Version, cancellation);
            return new(Version + 1);
        }
        catch (VersionConflictException)
        {
            return TemplateChange.OfOther;
        }
        catch (LedgerSchemaException outdated)
        {
            throw new EngineUnavailableException(outdated.Message, outdated);
        }
    }
}

/// <summary>What became of a change of the templates.</summary>
/// <param name="Version">The version of the whole, and of what was saved; null where nothing was changed.</param>
/// <param name="Faults">Why it cannot be saved, by field.</param>
public sealed record TemplateChange(long? Version, IReadOnlyList<FieldFault>? Faults = null)
{
    /// <summary>The templates have changed since they were read: read them again and decide anew.</summary>
    public static readonly TemplateChange OfOther = new((long?)null);

    /// <summary>Whether another change came first.</summary>
    public bool VersionConflict => Version is null && Faults is null;
}

/// <summary>All templates.</summary>
public sealed record ReadTemplates : Question<KeptTemplates>
{
    public override Task<KeptTemplates> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => KeptTemplates.ReadAsync(engine.Ledger, cancellation);
}

/// <summary>Saves a template under a name, in place of the one that has it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Template">The template.</param>
/// <param name="Version">Of the templates from which the change was made. It must be named: a copy of the question that comes late then changes nothing.</param>
public sealed record PutTemplate(string Name, MessageTemplate Template, long Version) : Question<TemplateChange>
{
    public override async Task<TemplateChange> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (Template.Faults().ToList() is { Count: > 0 } broken) return new(null, broken);
        if (LiquidTemplates.FaultsOf(Template, Template.Channel == ContactChannel.Post ? LetterValues.Names : MessageValues.Names).ToList() is { Count: > 0 } unreadable) return new(null, unreadable);
        var kept = await KeptTemplates.ReadAsync(engine.Ledger, cancellation);
        if (kept.Version != Version) return TemplateChange.OfOther;
        if (kept.Version == 0) await MailPlace.BeginAsync(engine, cancellation);
        return kept.Saved.With(Name, Template, Version + 1, out var faults) is { } next ? await kept.WriteAsync(engine.Ledger, next, cancellation) : new(null, faults);
    }
}

/// <summary>Deletes a template. Messages by it that are not sent yet fail then.</summary>
/// <param name="Name">The name.</param>
/// <param name="Version">Of the templates from which the change was made, as of <see cref="PutTemplate"/>.</param>
public sealed record DeleteTemplate(string Name, long Version) : Question<TemplateChange>
{
    public override async Task<TemplateChange> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var kept = await KeptTemplates.ReadAsync(engine.Ledger, cancellation);
        return kept.Version != Version || kept.Saved.Find(Name) is null ? TemplateChange.OfOther : await kept.WriteAsync(engine.Ledger, kept.Saved.Without(Name), cancellation);
    }
}

/// <summary>What a template comes to for a customer. Its links are none that work.</summary>
/// <param name="Name">The name.</param>
/// <param name="CustomerId">Whose data are put in.</param>
/// <param name="Values">What <c>values</c> are; null for none.</param>
public sealed record PreviewTemplate(string Name, string CustomerId, IReadOnlyDictionary<string, string>? Values = null) : Question<TemplatePreview>
{
    public override async Task<TemplatePreview> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if ((await KeptTemplates.ReadAsync(engine.Ledger, cancellation)).Saved.Find(Name) is not { } saved) return new(null, IsTemplateMissing: true);
        if (await engine.Customer(CustomerId).GetAsync() is not { } state) return new(null, IsCustomerMissing: true);
        try
        {
            return new(LiquidTemplates.Render(saved.Template.For(state.Profile.Language), saved.Template.Channel == ContactChannel.Post ? LetterValues.OfPreview(state, engine) : MessageValues.Of(state, Values, MessageLinks.OfPreview)));
        }
        catch (TemplateFailedException failed)
        {
            return new(null, Failure: failed.Message);
        }
    }
}

/// <summary>What a preview came to.</summary>
/// <param name="Message">The message; null where there is none.</param>
/// <param name="IsTemplateMissing">Whether there is no such template.</param>
/// <param name="IsCustomerMissing">Whether there is no such customer.</param>
/// <param name="Failure">Why the template cannot be filled in; null where it can.</param>
public sealed record TemplatePreview(RenderedMessage? Message, bool IsTemplateMissing = false, bool IsCustomerMissing = false, string? Failure = null);

[JsonSerializable(typeof(SavedTemplates))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class KeptTemplatesJson : JsonSerializerContext;
