using CustomerCapital.Domain.Fields;

namespace CustomerCapital.Domain.Consents;

/// <summary>To what each customer has consented besides marketing, which is the register's.</summary>
public static class ConsentFields
{
    /// <summary>Whether the customer may be asked by e-mail what surveys ask.</summary>
    public static readonly Field<bool> EmailSurveyConsent = new("emailSurveyConsent", state => state.HasConsentTo(ContactChannel.Email, ContactPurpose.Survey)) { Listing = Listing.Nowhere };

    /// <summary>The same by telephone.</summary>
    public static readonly Field<bool> PhoneSurveyConsent = new("phoneSurveyConsent", state => state.HasConsentTo(ContactChannel.Phone, ContactPurpose.Survey)) { Listing = Listing.Nowhere };

    /// <summary>The same by letter.</summary>
    public static readonly Field<bool> PostSurveyConsent = new("postSurveyConsent", state => state.HasConsentTo(ContactChannel.Post, ContactPurpose.Survey)) { Listing = Listing.Nowhere };
}
