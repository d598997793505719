using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using Fluid;
using Fluid.Values;

namespace CustomerCapital.Engine.Templates;

/// <summary>Reads templates as Liquid and puts values in. What comes into HTML is escaped, always: the filter that would leave that out does nothing here.</summary>
/// <remarks>No template reads a file, and each is bounded in steps. A name that is not there is an error and no empty text.</remarks>
internal static class LiquidTemplates
{
    /// <summary>Most characters of what a template comes to.</summary>
    private const int OutputLimit = 1_000_000;

    private static readonly FluidParser Parser = new();
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly TemplateOptions Options = Limited();

    /// <summary>Faults of the Liquid of a template, by field: with line and column where it cannot be read, and with the name where that is not known.</summary>
    /// <param name="template">The template.</param>
    /// <param name="names">What is known; of <c>values</c> everything is.</param>
    public static IEnumerable<FieldFault> FaultsOf(MessageTemplate template, TemplateValues names)
    {
        for (var at = 0; at < template.Variants.Count; at++)
            foreach (var (part, liquid) in PartsOf(template.Variants[at]))
                if (FaultOf(liquid, names) is { } fault) yield return new($"variants[{at}].{part}", fault);
    }

    private static string? FaultOf(string liquid, TemplateValues names)
    {
        if (!Parser.TryParse(liquid, out _, out var error)) return Said(error);
        try
        {
            Render(liquid, names, NullEncoder.Default);
            return null;
        }
        catch (UnknownNameException unknown)
        {
            return unknown.Message;
        }
        catch (FluidException unknown) when (unknown.Message.StartsWith("Undefined filter", StringComparison.Ordinal))
        {
            return unknown.Message;
        }
        catch (Exception other) when (IsOfTemplate(other))
        {
            // It depends on what is put in.
            return null;
        }
    }

    /// <summary>A variant with values in place.</summary>
    /// <exception cref="TemplateFailedException">A name or a filter is not known, or the template does not come to an end.</exception>
    public static RenderedMessage Render(TemplateVariant variant, TemplateValues values)
    {
        var subject = Render("subject", variant.Subject, values, NullEncoder.Default);
        return new(
            variant.Language, string.Join(' ', subject.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            Render("text", variant.Text, values, NullEncoder.Default), variant.Html is null ? null : Render("html", variant.Html, values, Html));
    }

    private static string Render(string part, string liquid, TemplateValues values, TextEncoder encoder)
    {
        try
        {
            return Render(liquid, values, encoder);
        }
        catch (Exception failed) when (IsOfTemplate(failed))
        {
            throw new TemplateFailedException($"{part}: {failed.Message}", failed);
        }
    }

    private static string Render(string liquid, TemplateValues values, TextEncoder encoder)
    {
        if (!Parser.TryParse(liquid, out var template, out var error)) throw new TemplateFailedException(Said(error));
        var context = new TemplateContext(Options);
        foreach (var (name, members) in values.ByName) context.SetValue(name, new DictionaryValue(new KnownMembers(name, members, name == values.Open)));
        var text = template.Render(context, encoder);
        return text.Length <= OutputLimit ? text : throw new TemplateFailedException($"comes to more than {OutputLimit:N0} characters.");
    }

    private static bool IsOfTemplate(Exception failed) =>
        failed is TemplateFailedException or UnknownNameException or FluidException or InvalidOperationException or IOException or FormatException or ArgumentException;

    private static IEnumerable<(string Part, string Liquid)> PartsOf(TemplateVariant variant)
    {
        yield return ("subject", variant.Subject);
        yield return ("text", variant.Text);
        if (variant.Html is { } html) yield return ("html", html);
    }

    /// <summary>The first line of what the parser says: where, and what was expected there.</summary>
    private static string Said(string error) => error.Split('\n')[0].Trim();

    private static TemplateOptions Limited()
    {
        var options = new TemplateOptions
        {
            StrictFilters = true, MaxSteps = 10_000, MaxRecursion = 20, CultureInfo = CultureInfo.InvariantCulture,
            Undefined = name => throw new UnknownNameException($"there is no '{name}'."),
        };
        options.Filters.AddFilter("raw", (input, _, _) => new(new StringValue(input.ToStringValue())));
        return options;
    }

    /// <summary>The members of a name, of which every other is an error.</summary>
    private sealed class KnownMembers(string of, IReadOnlyDictionary<string, string> members, bool isOpen) : IFluidIndexable
    {
        public int Count => members.Count;

        public IEnumerable<string> Keys => members.Keys;

        public bool TryGetValue(string name, out FluidValue value)
        {
            if (!members.TryGetValue(name, out var text) && !isOpen) throw new UnknownNameException($"there is no '{of}.{name}'.");
            value = new StringValue(text ?? "");
            return true;
        }
    }
}

/// <summary>What templates put in: texts by the name of what they belong to, and their own.</summary>
/// <param name="ByName">For example <c>customer</c>, and of that <c>name</c>.</param>
internal sealed record TemplateValues(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ByName)
{
    /// <summary>Of what every member is known, where only names are looked at; null for nothing.</summary>
    public string? Open { get; init; }
}

/// <summary>A message as it is sent.</summary>
/// <param name="Language">The language.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The mail as plain text.</param>
/// <param name="Html">The mail as HTML. Null where it is plain text alone.</param>
public sealed record RenderedMessage(string Language, string Subject, string Text, string? Html);

/// <summary>A template asks for a name that is not there.</summary>
internal sealed class UnknownNameException(string message) : Exception(message);

/// <summary>A template cannot be filled in.</summary>
internal sealed class TemplateFailedException(string message, Exception? inner = null) : Exception(message, inner);
