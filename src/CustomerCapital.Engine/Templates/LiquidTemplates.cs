using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using Fluid;
using Fluid.Ast;
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
        if (!Parser.TryParse(liquid, out var template, out var error)) return Said(error);
        if (RangeGuard.FaultOf(template) is { } range) return range;
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
        if (RangeGuard.FaultOf(template) is { } range) throw new TemplateFailedException(range);
        var context = new TemplateContext(Options);
        foreach (var (name, members) in values.ByName) context.SetValue(name, new DictionaryValue(new KnownMembers(name, members, name == values.Open)));
        var text = template.Render(context, encoder);
        return Bounded(text);
    }

    private static string Bounded(string text) => text.Length <= OutputLimit ? text : throw TooLong();

    private static TemplateFailedException TooLong() => new($"comes to more than {OutputLimit:N0} characters.");

    /// <summary>Whatever the library throws while it fills a template in, such as an overflow or a division by zero, is the template's, and concerns its message alone.</summary>
    private static bool IsOfTemplate(Exception failed) => failed is not OutOfMemoryException;

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
        // These make a long text of a short one, again and again: their length is looked at before it is built.
        options.Filters.AddFilter("append", (input, arguments, _) => Joined(input.ToStringValue(), arguments.At(0).ToStringValue()));
        options.Filters.AddFilter("prepend", (input, arguments, _) => Joined(arguments.At(0).ToStringValue(), input.ToStringValue()));
        options.Filters.AddFilter("replace", (input, arguments, _) => Replaced(input.ToStringValue(), arguments.At(0).ToStringValue(), arguments.At(1).ToStringValue()));
        options.Filters.AddFilter("raw", (input, _, _) => new(new StringValue(input.ToStringValue())));
        return options;
    }

    private static ValueTask<FluidValue> Joined(string first, string second) =>
        first.Length + second.Length <= OutputLimit ? new(new StringValue(first + second)) : throw TooLong();

    private static ValueTask<FluidValue> Replaced(string text, string old, string by)
    {
        if (old.Length == 0) return new(new StringValue(text));
        var times = (text.Length - text.Replace(old, "", StringComparison.Ordinal).Length) / old.Length;
        return text.Length + ((long)times * (by.Length - old.Length)) <= OutputLimit ? new(new StringValue(text.Replace(old, by, StringComparison.Ordinal))) : throw TooLong();
    }

    /// <summary>Refuses ranges whose length is not seen in the template, or too large: the library builds them whole before it counts steps.</summary>
    private sealed class RangeGuard : AstVisitor
    {
        private const int Longest = 1_000;

        private bool _isTooLong;

        /// <returns>Null for nothing.</returns>
        public static string? FaultOf(IFluidTemplate template)
        {
            var guard = new RangeGuard();
            guard.VisitTemplate(template);
            return guard._isTooLong ? $"A range must be of two whole numbers, such as (1..3), and have at most {Longest:N0} of them." : null;
        }

        protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
        {
            _isTooLong |= !(rangeExpression.From is LiteralExpression from && rangeExpression.To is LiteralExpression to && Math.Abs(to.Value.ToNumberValue() - from.Value.ToNumberValue()) < Longest);
            return base.VisitRangeExpression(rangeExpression);
        }
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
