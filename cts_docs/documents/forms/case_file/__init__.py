"""The forms of a case beside its result: plan, attendance, checklist, nonconformities, decision, annex."""
