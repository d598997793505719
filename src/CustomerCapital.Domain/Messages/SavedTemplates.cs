using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Messages;

/// <summary>A template in one language, as Liquid.</summary>
/// <param name="Language">The language: <c>en</c>, <c>de</c> or <c>it</c>.</param>
/// <param name="Subject">The subject, one line.</param>
/// <param name="Text">The mail as plain text.</param>
/// <param name="Html">The mail as HTML. If left out, the mail is plain text alone.</param>
public sealed record TemplateVariant(string Language = "", string Subject = "", string Text = "", string? Html = null);

/// <summary>What is saved as a template of messages.</summary>
public sealed record MessageTemplate
{
    private readonly ValueList<TemplateVariant> _variants;

    /// <summary>For what a customer is contacted by it.</summary>
    public ContactPurpose Purpose { get; init; }

    /// <summary>By which way: an e-mail, or a letter (<c>post</c>), which is plain text. If left out, an e-mail.</summary>
    public ContactChannel Channel { get; init => field = value == default ? ContactChannel.Email : value; } = ContactChannel.Email;

    /// <summary>The template in each of its languages, at least one.</summary>
    public IReadOnlyList<TemplateVariant> Variants { get => _variants.Items; init => _variants = new(value); }

    /// <summary>The languages that there are, in the order in which one stands in for another that is missing.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de", "it"];

    /// <summary>The variant for a customer: in the customer's language, else the first that there is of English, German and Italian.</summary>
    /// <param name="language">The language tag of the register, such as <c>de-AT</c>; null where none is known.</param>
    public TemplateVariant For(string? language)
    {
        var primary = (language ?? "").Split('-', '_')[0].ToLowerInvariant();
        return Variants.FirstOrDefault(variant => variant.Language == primary) ?? Variants.OrderBy(variant => Languages.ToList().IndexOf(variant.Language)).First();
    }

    /// <summary>Everything that is wrong with it whatever its Liquid says.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        if (!Enum.IsDefined(Purpose)) yield return new("purpose", "Must be marketing, survey or service.");
        if (Channel is not (ContactChannel.Email or ContactChannel.Post)) yield return new("channel", "Must be email or post.");
        if (Variants.Count == 0 || Variants.Count > Languages.Count) yield return new("variants", $"Must be 1 to {Languages.Count}, each in a language of its own.");
        for (var at = 0; at < Math.Min(Variants.Count, Languages.Count); at++)
        {
            if (Variants[at] is not { } variant)
            {
                yield return new($"variants[{at}]", "Must be an object.");
                continue;
            }

            if (!Languages.Contains(variant.Language)) yield return new($"variants[{at}].language", $"Must be one of {string.Join(", ", Languages)}.");
            else if (Variants.Take(at).Any(other => other?.Language == variant.Language)) yield return new($"variants[{at}].language", "Another variant is in this language.");
            if (string.IsNullOrWhiteSpace(variant.Subject)) yield return new($"variants[{at}].subject", "Is required.");
            foreach (var fault in Program.Text.TextFaults($"variants[{at}].subject", variant.Subject)) yield return fault;
            if (Channel == ContactChannel.Post && variant.Html is not null) yield return new($"variants[{at}].html", "Is not for a letter, which is plain text.");
            if (string.IsNullOrWhiteSpace(variant.Text)) yield return new($"variants[{at}].text", "Is required.");
        }
    }

    /// <summary>Bytes of it in UTF-8.</summary>
    internal int Size => Variants.Sum(variant => Encoding.UTF8.GetByteCount(variant.Subject) + Encoding.UTF8.GetByteCount(variant.Text) + Encoding.UTF8.GetByteCount(variant.Html ?? ""));
}

/// <summary>A template that is saved under a name.</summary>
/// <param name="Name">Its name: 1 to 128 characters, as ids are.</param>
/// <param name="Template">The template.</param>
/// <param name="Version">Grows with each change, for ever: not even one that is deleted and saved again has a version that it had before.</param>
public sealed record SavedTemplate(string Name, MessageTemplate Template, long Version);

/// <summary>All templates. Immutable. They are kept as one document.</summary>
public sealed record SavedTemplates(ImmutableList<SavedTemplate> Saved)
{
    /// <summary>Most templates.</summary>
    public const int CountLimit = 200;

    /// <summary>Most bytes of a template in all its languages, in UTF-8.</summary>
    public const int SizeLimit = 262_144;

    /// <summary>Most bytes of all together.</summary>
    public const int TotalSizeLimit = 1_048_576;

    /// <summary>None.</summary>
    public static readonly SavedTemplates None = new([]);

    /// <summary>The templates, by name in the order of UTF-16 units.</summary>
    public ImmutableList<SavedTemplate> Saved { get; init; } = Saved ?? [];

    /// <summary>The one of that name; null where there is none.</summary>
    public SavedTemplate? Find(string name) => Saved.Find(saved => saved.Name == name);

    /// <summary>The one of that name that is by a way; null where there is none.</summary>
    public SavedTemplate? Find(string name, ContactChannel channel) => Find(name) is { } saved && saved.Template.Channel == channel ? saved : null;

    /// <summary>The templates once one more is saved, or another in place of one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="template">The template, without <see cref="MessageTemplate.Faults"/>.</param>
    /// <param name="version">Greater than any before.</param>
    /// <param name="faults">Why it cannot be saved, by field.</param>
    /// <returns>Null where it cannot.</returns>
    public SavedTemplates? With(string name, MessageTemplate template, long version, out IReadOnlyList<FieldFault> faults)
    {
        var next = this with { Saved = [.. Saved.Where(saved => saved.Name != name).Append(new(name, template, version)).OrderBy(saved => saved.Name, StringComparer.Ordinal)] };
        faults = [.. next.FaultsOf(name, template)];
        return faults.Count == 0 ? next : null;
    }

    /// <summary>The templates with those of others that are not there. Those that are there stay as they are.</summary>
    /// <param name="others">Which.</param>
    /// <param name="version">Of what is added; greater than any before.</param>
    /// <param name="fault">Why they cannot be added; null where they can.</param>
    /// <returns>The templates as they are where they cannot.</returns>
    public SavedTemplates WithAll(SavedTemplates others, long version, out string? fault)
    {
        var all = this;
        fault = null;
        foreach (var other in others.Saved)
        {
            if (Find(other.Name) is { } known && known.Template == other.Template) continue;
            if (Find(other.Name) is not null) fault = $"The template '{other.Name}' is another here; delete it, or save it under another name.";
            else if (other.Template.Faults().ToList() is [var broken, ..]) fault = $"The template '{other.Name}' cannot be saved: {broken.Field} {broken.Message}";
            else if (all.With(other.Name, other.Template, version, out var faults) is { } next) all = next;
            else fault = $"The template '{other.Name}' cannot be saved: {faults[0].Field} {faults[0].Message}";
            if (fault is not null) return this;
        }

        return all;
    }

    /// <summary>The templates without one.</summary>
    public SavedTemplates Without(string name) => this with { Saved = Saved.RemoveAll(saved => saved.Name == name) };

    public bool Equals(SavedTemplates? other) => other is not null && Saved.SequenceEqual(other.Saved);

    public override int GetHashCode() => Saved.Count;

    private IEnumerable<FieldFault> FaultsOf(string name, MessageTemplate template)
    {
        foreach (var fault in Program.Text.IdFaults("name", name)) yield return fault;
        if (Saved.Count > CountLimit) yield return new("name", $"Is one too many: at most {CountLimit} templates are saved; delete one first.");
        if (template.Size > SizeLimit) yield return new("variants", string.Create(CultureInfo.InvariantCulture, $"Have {template.Size} bytes; a template has at most {SizeLimit}."));
        var total = Saved.Sum(saved => (long)saved.Template.Size);
        if (total > TotalSizeLimit) yield return new("variants", string.Create(CultureInfo.InvariantCulture, $"With them, all templates would have {total} bytes; they have at most {TotalSizeLimit}."));
    }
}
