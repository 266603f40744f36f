"""The record: persons, contacts, follow-ups and the desk's steps, written by projection and read through queries that take a viewer.

Knows no request, no page and no envelope's bytes. Public: TABLES, in an order in which they can be created.
"""

from peewee import Model

from fieldform.record.alerts import Alert
from fieldform.record.caseload import Handover
from fieldform.record.coded_calls import CodedCalls
from fieldform.record.conflicts import Conflict, Resolution
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.deadlines import Deadline
from fieldform.record.exports import Export
from fieldform.record.facts import ReportFacts
from fieldform.record.follow_ups import FollowUp
from fieldform.record.form_acts import FormAct
from fieldform.record.form_files import FormFile, VersionFile
from fieldform.record.form_uploads import FormUpload
from fieldform.record.form_versions import FormVersion, PublishedLibrary
from fieldform.record.imports import Import, ImportedRow
from fieldform.record.intakes import Intake
from fieldform.record.option_lists import OptionList
from fieldform.record.persons import DeskName, Person, PersonDetails, PersonName, PersonShown
from fieldform.record.places import ContactPlaceWord
from fieldform.record.reviews import Review
from fieldform.record.steps import Attempt, NextStep, Outcome, Reopening
from fieldform.record.undoings import Undoing
from fieldform.record.withdrawals import Reinstatement, Withdrawal

TABLES: tuple[type[Model], ...] = (
    FormVersion,
    PublishedLibrary,
    OptionList,
    FormAct,
    FormFile,
    VersionFile,
    FormUpload,
    Person,
    PersonDetails,
    PersonName,
    PersonShown,
    DeskName,
    Contact,
    ContactRevision,
    ContactPlaceWord,
    FollowUp,
    ReportFacts,
    Deadline,
    Review,
    Export,
    CodedCalls,
    Attempt,
    NextStep,
    Outcome,
    Alert,
    Reopening,
    Handover,
    Withdrawal,
    Reinstatement,
    Conflict,
    Resolution,
    Intake,
    Undoing,
    Import,
    ImportedRow,
)
