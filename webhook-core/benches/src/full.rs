//! The whole payloads of two GitHub events, as their examples have them: every field is parsed.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Issues {
    // An internally tagged enum takes it away.
    #[serde(default)]
    pub action: String,
    pub issue: IssuesIssue,
    pub changes: Option<Box<IssuesChanges>>,
    pub repository: Repository,
    pub sender: User,
    pub assignee: Option<User>,
    pub installation: Option<IssuesInstallation>,
    pub organization: Option<User>,
    pub milestone: Option<Box<Milestone>>,
    pub label: Option<Label>,
}

#[derive(Debug, Deserialize)]
pub struct IssuesIssue {
    pub url: String,
    pub repository_url: String,
    pub labels_url: String,
    pub comments_url: String,
    pub events_url: String,
    pub html_url: String,
    pub id: i64,
    pub node_id: String,
    pub number: i64,
    pub title: String,
    pub user: User,
    pub labels: Option<Vec<Label>>,
    pub state: Option<String>,
    pub locked: Option<bool>,
    pub assignee: Option<User>,
    pub assignees: Vec<User>,
    pub milestone: Option<Box<Milestone>>,
    pub comments: i64,
    pub created_at: String,
    pub updated_at: String,
    pub closed_at: Option<String>,
    pub author_association: String,
    pub body: Option<String>,
    pub active_lock_reason: Option<String>,
    pub reactions: Option<IssuesIssueReactions>,
    pub draft: Option<bool>,
    pub timeline_url: Option<String>,
    pub performed_via_github_app: Option<serde::de::IgnoredAny>,
    pub pull_request: Option<IssuesIssuePullRequest>,
}

#[derive(Debug, Deserialize)]
pub struct User {
    pub login: String,
    pub id: i64,
    pub node_id: String,
    pub avatar_url: String,
    pub gravatar_id: Option<String>,
    pub url: String,
    pub html_url: Option<String>,
    pub followers_url: Option<String>,
    pub following_url: Option<String>,
    pub gists_url: Option<String>,
    pub starred_url: Option<String>,
    pub subscriptions_url: Option<String>,
    pub organizations_url: Option<String>,
    pub repos_url: String,
    pub events_url: String,
    pub received_events_url: Option<String>,
    pub r#type: Option<String>,
    pub site_admin: Option<bool>,
    pub hooks_url: Option<String>,
    pub issues_url: Option<String>,
    pub members_url: Option<String>,
    pub public_members_url: Option<String>,
    pub description: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Label {
    pub id: i64,
    pub node_id: String,
    pub url: String,
    pub name: String,
    pub color: String,
    pub default: bool,
    pub description: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Milestone {
    pub url: String,
    pub html_url: String,
    pub labels_url: String,
    pub id: i64,
    pub node_id: String,
    pub number: i64,
    pub title: String,
    pub description: String,
    pub creator: User,
    pub open_issues: i64,
    pub closed_issues: i64,
    pub state: String,
    pub created_at: String,
    pub updated_at: String,
    pub due_on: String,
    pub closed_at: String,
}

#[derive(Debug, Deserialize)]
pub struct IssuesIssueReactions {
    pub url: String,
    pub total_count: i64,
    #[serde(rename = "+1")]
    pub plus_one: i64,
    #[serde(rename = "-1")]
    pub minus_one: i64,
    pub laugh: i64,
    pub hooray: i64,
    pub confused: i64,
    pub heart: i64,
    pub rocket: i64,
    pub eyes: i64,
}

#[derive(Debug, Deserialize)]
pub struct IssuesIssuePullRequest {
    pub url: String,
    pub html_url: String,
    pub diff_url: String,
    pub patch_url: String,
}

#[derive(Debug, Deserialize)]
pub struct IssuesChanges {
    pub old_issue: Option<Box<IssuesChangesOldIssue>>,
    pub old_repository: Option<Repository>,
    pub new_issue: Option<Box<IssuesChangesNewIssue>>,
    pub new_repository: Option<Repository>,
}

#[derive(Debug, Deserialize)]
pub struct IssuesChangesOldIssue {
    pub url: String,
    pub repository_url: String,
    pub labels_url: String,
    pub comments_url: String,
    pub events_url: String,
    pub html_url: String,
    pub id: i64,
    pub node_id: String,
    pub number: i64,
    pub title: String,
    pub user: User,
    pub labels: Vec<serde::de::IgnoredAny>,
    pub state: String,
    pub locked: bool,
    pub assignee: Option<serde::de::IgnoredAny>,
    pub assignees: Vec<serde::de::IgnoredAny>,
    pub milestone: Option<serde::de::IgnoredAny>,
    pub comments: i64,
    pub created_at: String,
    pub updated_at: String,
    pub closed_at: Option<serde::de::IgnoredAny>,
    pub author_association: String,
    pub active_lock_reason: Option<serde::de::IgnoredAny>,
    pub draft: bool,
    pub body: String,
    pub performed_via_github_app: Option<serde::de::IgnoredAny>,
    pub reactions: IssuesChangesOldIssueReactions,
}

#[derive(Debug, Deserialize)]
pub struct IssuesChangesOldIssueReactions {
    pub url: String,
    pub total_count: i64,
    #[serde(rename = "+1")]
    pub plus_one: i64,
    #[serde(rename = "-1")]
    pub minus_one: i64,
    pub laugh: i64,
    pub hooray: i64,
    pub confused: i64,
    pub heart: i64,
    pub rocket: i64,
    pub eyes: i64,
}

#[derive(Debug, Deserialize)]
pub struct Repository {
    pub id: i64,
    pub node_id: String,
    pub name: String,
    pub full_name: String,
    pub private: bool,
    pub owner: User,
    pub html_url: String,
    pub description: Option<String>,
    pub fork: bool,
    pub url: String,
    pub forks_url: String,
    pub keys_url: String,
    pub collaborators_url: String,
    pub teams_url: String,
    pub hooks_url: String,
    pub issue_events_url: String,
    pub events_url: String,
    pub assignees_url: String,
    pub branches_url: String,
    pub tags_url: String,
    pub blobs_url: String,
    pub git_tags_url: String,
    pub git_refs_url: String,
    pub trees_url: String,
    pub statuses_url: String,
    pub languages_url: String,
    pub stargazers_url: String,
    pub contributors_url: String,
    pub subscribers_url: String,
    pub subscription_url: String,
    pub commits_url: String,
    pub git_commits_url: String,
    pub comments_url: String,
    pub issue_comment_url: String,
    pub contents_url: String,
    pub compare_url: String,
    pub merges_url: String,
    pub archive_url: String,
    pub downloads_url: String,
    pub issues_url: String,
    pub pulls_url: String,
    pub milestones_url: String,
    pub notifications_url: String,
    pub labels_url: String,
    pub releases_url: String,
    pub deployments_url: String,
    pub created_at: String,
    pub updated_at: String,
    pub pushed_at: String,
    pub git_url: String,
    pub ssh_url: String,
    pub clone_url: String,
    pub svn_url: String,
    pub homepage: Option<String>,
    pub size: i64,
    pub stargazers_count: i64,
    pub watchers_count: i64,
    pub language: Option<String>,
    pub has_issues: bool,
    pub has_projects: bool,
    pub has_downloads: bool,
    pub has_wiki: bool,
    pub has_pages: bool,
    pub forks_count: i64,
    pub mirror_url: Option<serde::de::IgnoredAny>,
    pub archived: bool,
    pub disabled: bool,
    pub open_issues_count: i64,
    pub license: Option<serde::de::IgnoredAny>,
    pub forks: i64,
    pub open_issues: i64,
    pub watchers: i64,
    pub default_branch: String,
    pub is_template: Option<bool>,
    pub topics: Option<Vec<serde::de::IgnoredAny>>,
    pub visibility: Option<String>,
    pub web_commit_signoff_required: Option<bool>,
    pub custom_properties: Option<RepositoryCustomProperties>,
    pub allow_squash_merge: Option<bool>,
    pub allow_merge_commit: Option<bool>,
    pub allow_rebase_merge: Option<bool>,
    pub delete_branch_on_merge: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct RepositoryCustomProperties {}

#[derive(Debug, Deserialize)]
pub struct IssuesChangesNewIssue {
    pub url: String,
    pub repository_url: String,
    pub labels_url: String,
    pub comments_url: String,
    pub events_url: String,
    pub html_url: String,
    pub id: i64,
    pub node_id: String,
    pub number: i64,
    pub title: String,
    pub user: User,
    pub labels: Vec<Label>,
    pub state: String,
    pub locked: bool,
    pub assignee: User,
    pub assignees: Vec<User>,
    pub milestone: Milestone,
    pub comments: i64,
    pub created_at: String,
    pub updated_at: String,
    pub closed_at: Option<serde::de::IgnoredAny>,
    pub author_association: String,
    pub active_lock_reason: Option<serde::de::IgnoredAny>,
    pub draft: bool,
    pub body: String,
    pub reactions: IssuesChangesNewIssueReactions,
}

#[derive(Debug, Deserialize)]
pub struct IssuesChangesNewIssueReactions {
    pub url: String,
    pub total_count: i64,
    #[serde(rename = "+1")]
    pub plus_one: i64,
    #[serde(rename = "-1")]
    pub minus_one: i64,
    pub laugh: i64,
    pub hooray: i64,
    pub confused: i64,
    pub heart: i64,
    pub rocket: i64,
    pub eyes: i64,
}

#[derive(Debug, Deserialize)]
pub struct IssuesInstallation {
    pub id: i64,
    pub node_id: String,
}

#[derive(Debug, Deserialize)]
pub struct PullRequests {
    // An internally tagged enum takes it away.
    #[serde(default)]
    pub action: String,
    pub number: i64,
    pub pull_request: PullRequestsPullRequest,
    pub repository: Repository,
    pub sender: User,
    pub assignee: Option<User>,
    pub installation: Option<PullRequestsInstallation>,
    pub organization: Option<User>,
    pub label: Option<Label>,
    pub requested_reviewer: Option<User>,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequest {
    pub url: String,
    pub id: i64,
    pub node_id: String,
    pub html_url: String,
    pub diff_url: String,
    pub patch_url: String,
    pub issue_url: String,
    pub number: i64,
    pub state: String,
    pub locked: bool,
    pub title: String,
    pub user: User,
    pub body: Option<String>,
    pub created_at: String,
    pub updated_at: String,
    pub closed_at: Option<String>,
    pub merged_at: Option<serde::de::IgnoredAny>,
    pub merge_commit_sha: Option<String>,
    pub assignee: Option<User>,
    pub assignees: Vec<User>,
    pub requested_reviewers: Vec<User>,
    pub requested_teams: Vec<serde::de::IgnoredAny>,
    pub labels: Vec<Label>,
    pub milestone: Option<Box<Milestone>>,
    pub commits_url: String,
    pub review_comments_url: String,
    pub review_comment_url: String,
    pub comments_url: String,
    pub statuses_url: String,
    pub head: PullRequestsPullRequestHead,
    pub base: PullRequestsPullRequestBase,
    #[serde(rename = "_links")]
    pub links_links: PullRequestsPullRequestLinks,
    pub author_association: String,
    pub draft: bool,
    pub merged: bool,
    pub mergeable: Option<bool>,
    pub rebaseable: Option<bool>,
    pub mergeable_state: String,
    pub merged_by: Option<serde::de::IgnoredAny>,
    pub comments: i64,
    pub review_comments: i64,
    pub maintainer_can_modify: bool,
    pub commits: i64,
    pub additions: i64,
    pub deletions: i64,
    pub changed_files: i64,
    pub auto_merge: Option<serde::de::IgnoredAny>,
    pub active_lock_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestHead {
    pub label: String,
    pub r#ref: String,
    pub sha: String,
    pub user: User,
    pub repo: Repository,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestBase {
    pub label: String,
    pub r#ref: String,
    pub sha: String,
    pub user: User,
    pub repo: Repository,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestLinks {
    #[serde(rename = "self")]
    pub itself: PullRequestsPullRequestLinksSelf,
    pub html: PullRequestsPullRequestLinksHtml,
    pub issue: PullRequestsPullRequestLinksIssue,
    pub comments: PullRequestsPullRequestLinksComments,
    pub review_comments: PullRequestsPullRequestLinksReviewComments,
    pub review_comment: PullRequestsPullRequestLinksReviewComment,
    pub commits: PullRequestsPullRequestLinksCommits,
    pub statuses: PullRequestsPullRequestLinksStatuses,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestLinksSelf {
    pub href: String,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestLinksHtml {
    pub href: String,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestLinksIssue {
    pub href: String,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestLinksComments {
    pub href: String,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestLinksReviewComments {
    pub href: String,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestLinksReviewComment {
    pub href: String,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestLinksCommits {
    pub href: String,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsPullRequestLinksStatuses {
    pub href: String,
}

#[derive(Debug, Deserialize)]
pub struct PullRequestsInstallation {
    pub id: i64,
    pub node_id: String,
}
