using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.ConsolePages.Forms;

/// <summary>A page with forms: what was typed comes back with what is wrong with it, and is lost by no failure.</summary>
public abstract class FormPage : ConsolePage
{
    /// <summary>Leads to other pages.</summary>
    [Inject]
    public NavigationManager Navigation { get; set; } = null!;

    private static readonly string[] LocalForms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"];

    private readonly List<FieldFault> _unread = [];

    /// <summary>What is wrong with what was typed, by field; a field without a name stands for the whole.</summary>
    protected IReadOnlyList<FieldFault> Faults { get; private set; } = [];

    /// <summary>Whether somebody else has changed meanwhile what the form changes: what it shows again is made from the version that there is now.</summary>
    protected bool IsBehind { get; private set; }

    /// <summary>Whether a form was sent.</summary>
    protected bool IsSent => HttpMethods.IsPost(Ask.Http.Request.Method) && Ask.Http.Request.HasFormContentType;

    /// <summary>What was typed; null where no form was sent, or not that field.</summary>
    protected string? Typed(string field) => IsSent && Ask.Http.Request.Form.TryGetValue(field, out var value) ? value.ToString() : null;

    /// <summary>What was typed, without blanks around it; null where that is nothing.</summary>
    protected string? Given(string field) => Typed(field)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>Whether a box was ticked, else whether it is to begin with.</summary>
    protected bool Ticked(string field, bool atFirst = false) => IsSent && Ask.Http.Request.Form.ContainsKey("form-id") ? Typed(field) is not null : atFirst;

    /// <summary>The id of what the form does: the same for each time that one form is sent, so that it acts once.</summary>
    protected string FormId => Given("form-id") ?? Ask.Http.TraceIdentifier;

    /// <summary>The version that a form was made from. Without one it was made from none that there is, so that nothing is overwritten unseen.</summary>
    protected int FromVersion => int.TryParse(Given("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;

    /// <summary>A whole number as typed; null where nothing was. What is none is a fault, see <see cref="IsRead"/>.</summary>
    protected int? Whole(string field) => Read<int>(field, text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null, "form.whole");

    /// <summary>The moment of a field of a local date and time, from a hundred years ago to a hundred years ahead; null where nothing was typed.</summary>
    protected DateTimeOffset? Local(string field) => Read<DateTimeOffset>(
        field,
        text => DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && Math.Abs(local.Year - L.Calendar.ToLocal(Capital.Now).Year) <= 100 ? L.Calendar.AtLocal(local) : null,
        "form.local");

    /// <summary>Whether everything that was asked for could be read; says what could not.</summary>
    protected bool IsRead()
    {
        if (_unread.Count > 0) Fail(_unread);
        return _unread.Count == 0;
    }

    /// <summary>A moment as a field of a local date and time takes it.</summary>
    protected string? LocalText(DateTimeOffset? moment) => moment is { } known ? L.Calendar.ToLocal(known).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) : null;

    /// <summary>Says what is wrong.</summary>
    protected void Fail(params IReadOnlyList<FieldFault> faults) => Faults = faults;

    /// <summary>Does what a form asks for, and leads on where that succeeded. A failure stands on the page, beside what was typed.</summary>
    /// <param name="act">Does it; false where <see cref="Fail"/> has said why not.</param>
    /// <param name="next">The address to go on to.</param>
    protected Task DoAsync(Func<Task<bool>> act, string next) => DoAsync(async () => await act() ? next : null);

    /// <summary>The same, where what is done says where to go on.</summary>
    /// <param name="act">Does it, and gives the address to go on to; null where <see cref="Fail"/> has said why not.</param>
    protected async Task DoAsync(Func<Task<string?>> act)
    {
        string? next;
        if (!IsRead()) return;
        try
        {
            CheckWritten();
            if ((next = await act()) is null) return;
        }
        catch (Exception failure) when (failure is EngineUnavailableException or EngineOverloadedException or LedgerUnavailableException or LedgerOverloadedException)
        {
            Fail(new FieldFault("", L["form.unavailable"]));
            return;
        }

        Navigation.NavigateTo(next);
    }

    /// <summary>Begins what a form asks for: only what the audit log knows of is done.</summary>
    /// <exception cref="EngineUnavailableException">The log could not be written.</exception>
    protected void CheckWritten()
    {
        if (Ask.Http.Features.Get<UnwrittenAudit>() is { } unwritten) throw new EngineUnavailableException(unwritten.Reason);
    }

    /// <summary>Says that somebody else was first.</summary>
    protected void FailBehind(string message) => (IsBehind, Faults) = (true, [new FieldFault("", message)]);

    /// <summary>Whether a command took effect, now or before; says why where it did not.</summary>
    protected bool Took(CommandOutcome outcome)
    {
        if (outcome.Receipt is not null) return true;
        IsBehind = outcome.Code == Domain.Actors.Refusal.VersionConflictCode;
        Fail(outcome.Faults is { Count: > 0 } faults ? faults : [new FieldFault("", L.Language.Find("refusal." + outcome.Code) ?? outcome.Message ?? outcome.Code ?? "")]);
        return false;
    }

    private T? Read<T>(string field, Func<string, T?> read, string wrong) where T : struct
    {
        if (Given(field) is not { } text) return null;
        var value = read(text);
        if (value is null && !_unread.Exists(fault => fault.Field == field)) _unread.Add(new(field, L[wrong]));
        return value;
    }
}
