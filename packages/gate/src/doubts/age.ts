import { seconds } from "@sallyport/policy";
import { type Check, clockSkew } from "./check.js";

export const isFresh: Check = ({ report, record, expected }) => {
  const oldest = report.oldestResultAt ?? record.endedAt;
  const time = Math.min(Date.parse(oldest), Date.parse(record.endedAt));
  const age = Date.parse(expected.now) - time;
  if (age <= seconds(expected.maxReportAge) * 1000) return undefined;
  const found = `is stale: the scan ended ${new Date(time).toISOString()}, ${ageOf(age)} ago; scanning.maxReportAge is ${expected.maxReportAge}`;
  return { found, remedy: "Run the scanner again." };
};

export const isNotFromTheFuture: Check = ({ record, expected }) => {
  if (Date.parse(record.endedAt) <= Date.parse(expected.now) + clockSkew) return undefined;
  const found = `comes from the future: its scan ended ${record.endedAt}, it is ${expected.now}`;
  return { found, remedy: "Correct the clock of the runner and run the scanner again." };
};

export const endsAfterItsStart: Check = ({ record }) => {
  if (Date.parse(record.endedAt) >= Date.parse(record.startedAt)) return undefined;
  const found = `has a run record that ends (${record.endedAt}) before it starts (${record.startedAt})`;
  return { found, remedy: "Correct the clock of the runner and run the scanner again." };
};

export const usedFreshData: Check = ({ report, record, expected }) => {
  if (!report.usesDatabase) return undefined;
  if (record.database === null) {
    const found = "lists packages, but its run record names no vulnerability database";
    return { found, remedy: "Scan with the database and record its date, or scan without packages." };
  }
  const updated = Date.parse(record.database.updatedAt);
  if (updated > Date.parse(record.endedAt) + clockSkew) {
    const found = `has a run record whose database (${record.database.updatedAt}) is younger than the run`;
    return { found, remedy: "Record the date of the database that the run used." };
  }
  const oldest = expected.maxDatabaseAge;
  const age = Date.parse(record.startedAt) - updated;
  if (oldest === undefined || age <= seconds(oldest.age) * 1000) return undefined;
  const found = `was made with a vulnerability database of ${record.database.updatedAt}, ${ageOf(age)} old at the scan; ${oldest.setting} is ${oldest.age}`;
  return { found, remedy: "Update the database and run the scanner again." };
};

function ageOf(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  if (hours < 1) return `${Math.floor(hours * 60)} minutes`;
  return hours < 48 ? `${Math.floor(hours)} hours` : `${Math.floor(hours / 24)} days`;
}
